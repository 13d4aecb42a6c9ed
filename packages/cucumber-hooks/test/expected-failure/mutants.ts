import { parse, type Node } from "acorn";
import { full } from "acorn-walk";

/** A copy of a module in which one condition says the opposite. */
export interface Mutant {
  /** `judge-step.js:17: !(…)`, for messages. */
  readonly name: string;
  readonly code: string;
}

/** A change of a part of a module's text. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Functions whose answer is a condition. */
const PREDICATES = new Set(["every", "has", "hasOwn", "includes", "isArray", "some", "startsWith", "test"]);

const COMPARISONS = new Set(["===", "!==", "<", "<=", ">", ">=", "instanceof", "in"]);

/**
 * Makes all mutants of a module: each condition, comparison, operand of a logical operator and question to a predicate is negated, each
 * case of a switch left out, and each default of `??` and `?.` made to be taken.
 */
export function createMutants(file: string, code: string): readonly Mutant[] {
  const changes: Change[] = [];
  full(parse(code, { ecmaVersion: 2023, sourceType: "module" }), (node) => changes.push(...listChanges(node, code)));
  const unique = new Map(changes.map((change) => [JSON.stringify(change), change]));
  return [...unique.values()].map(({ start, end, text }) => ({
    name: `${file}:${code.slice(0, start).split("\n").length}: ${text.replaceAll(/\s+/g, " ")}`,
    code: code.slice(0, start) + text + code.slice(end),
  }));
}

function listChanges(node: Node, code: string): readonly Change[] {
  const textOf = (part: Node): string => code.slice(part.start, part.end);
  const negate = (part: Node): Change => ({ start: part.start, end: part.end, text: `!(${textOf(part)})` });
  if (isType(node, "IfStatement") || isType(node, "ConditionalExpression")) return [negate(node["test"] as Node)];
  if (isType(node, "LogicalExpression")) {
    const [left, right] = [node["left"] as Node, node["right"] as Node];
    if (node["operator"] === "??") return [{ start: left.start, end: left.end, text: "undefined" }];
    return [negate(left), negate(right)];
  }
  if (isType(node, "BinaryExpression") && COMPARISONS.has(String(node["operator"]))) return [negate(node)];
  if (isType(node, "UnaryExpression") && node["operator"] === "!")
    return [{ start: node.start, end: node.end, text: `(${textOf(node["argument"] as Node)})` }];
  if (isType(node, "CallExpression")) {
    const property = (node["callee"] as { readonly property?: { readonly name?: string } }).property?.name ?? "";
    return PREDICATES.has(property) ? [negate(node)] : [];
  }
  if (isType(node, "SwitchCase") && node["test"] !== null) {
    const test = node["test"] as Node;
    return textOf(test) === "undefined" ? [] : [{ start: test.start, end: test.end, text: "Symbol()" }];
  }
  return [];
}

function isType(node: Node, type: string): node is Node & Readonly<Record<string, unknown>> {
  return node.type === type;
}
