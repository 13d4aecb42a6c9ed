import type { GherkinPickle } from "../expected-failure/tags/gherkin-document.js";

/** What is needed to name a scenario. */
export type LocatedPickle = Pick<GherkinPickle, "astNodeIds" | "name" | "uri">;
type GherkinDocument = object;

/** A scenario for messages: `features/order.feature:12 "Pay twice"`. */
export function describeScenario(pickle: LocatedPickle, document: GherkinDocument): string {
  return `${pickle.uri}:${findScenarioLine(pickle, document) ?? "?"} ${JSON.stringify(pickle.name)}`;
}

/** Line of a scenario, or of its row among the examples of an outline, from 1; `undefined` if the document does not have it. */
export function findScenarioLine(pickle: LocatedPickle, document: GherkinDocument): number | undefined {
  // The last node is the most precise: a row comes after its outline.
  const id = pickle.astNodeIds.at(-1);
  return id === undefined ? undefined : findLineOfNode(document, id);
}

/** Walks the whole document, so use it only for failures. */
function findLineOfNode(node: unknown, id: string): number | undefined {
  if (typeof node !== "object" || node === null) return undefined;
  if ("id" in node && node.id === id && "location" in node) return lineOf(node.location);
  for (const child of Object.values(node)) {
    const line = findLineOfNode(child, id);
    if (line !== undefined) return line;
  }
  return undefined;
}

function lineOf(location: unknown): number | undefined {
  if (typeof location !== "object" || location === null || !("line" in location)) return undefined;
  return typeof location.line === "number" ? location.line : undefined;
}
