import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { attempt } from "@picklejar/core/integration";

/** What the World of the failed scenario has. */
export interface WorldContents {
  /** Name of the database. */
  readonly property: string;
  readonly hasDatabase: boolean;
}

/**
 * Says, as a clause, that a step failed because its `this` has no database, if its error and its source prove that; otherwise `undefined`.
 *
 * @param stack message and stack of the thrown error
 */
export function explainMissingDatabase(stack: string, { property, hasDatabase }: WorldContents): string | undefined {
  const missing = findMissing(stack, [property, "databases", "defer"]);
  if (missing === undefined) return undefined;
  if (!hasDatabase && missing !== "defer")
    return `this.${missing} is undefined, because the scenario has no database (@no_database)`;
  return (
    `this.${missing} is undefined where it was read, although the scenario has it: an arrow function is not called with the World as its ` +
    "`this`; write function () { … }"
  );
}

function findMissing(stack: string, names: readonly string[]): string | undefined {
  const [frame, ...callers] = stack.split("\n").filter((line) => /^ +at /.test(line) && !FRAMES_OF_OTHERS.test(line));
  // In a function that the step calls, `this` may be anything.
  if (frame === undefined || callers.length > 0) return undefined;
  const name = `(${names.join("|")})`;
  const named = [
    new RegExp(String.raw`Cannot destructure property '${name}' of 'this'`),
    new RegExp(String.raw`Cannot destructure property '\w+' of 'this\.${name}`),
    new RegExp(String.raw`this\.${name} is not a function`),
  ];
  const found = named.map((pattern) => pattern.exec(stack)?.[1]).find((each) => each !== undefined);
  if (found !== undefined) return found;
  const read = /Cannot read properties of undefined \(reading '(\w+)'\)/.exec(stack)?.[1];
  return read === undefined ? undefined : findReadProperty(readSourceLine(frame), read, names);
}

/** Of Node and Cucumber, which call steps. */
const FRAMES_OF_OTHERS = /node:|processTicksAndRejections|[\\/]@cucumber[\\/]/;

/** Applications have fields of these names too: only the line that failed shows which one was read. */
function findReadProperty(line: string, read: string, names: readonly string[]): string | undefined {
  return names.find((name) => {
    const owner = String.raw`\bthis\s*\.\s*${name}\b`;
    return new RegExp(read === name ? owner : String.raw`${owner}\s*\.\s*${read}\b`).test(line);
  });
}

/** The source line of a stack frame, with the line before it; empty if it cannot be read. */
function readSourceLine(frame: string): string {
  const [, file = "", line = ""] = /^ +at .*?((?:file:\/\/)?(?:\/|[A-Za-z]:\\)[^():]*):(\d+):\d+\)?$/.exec(frame) ?? [];
  const source = attempt(() => readFileSync(file.startsWith("file:") ? fileURLToPath(file) : file, "utf8")) ?? "";
  return source
    .split("\n")
    .slice(Math.max(0, Number(line) - 2), Number(line))
    .join("\n");
}
