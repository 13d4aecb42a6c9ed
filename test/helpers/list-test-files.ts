import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { globSync } from "tinyglobby";

const ROOT = join(import.meta.dirname, "../..");

/**
 * Test files of these patterns, from the workspace's folder; in a run of the long tests only those that have any.
 *
 * @throws if a pattern finds nothing, or one of the alternatives in it, for example because a file was renamed
 */
export function listTestFiles(patterns: readonly string[]): readonly string[] {
  const lost = patterns.flatMap(alternativesOf).filter((pattern) => find([pattern]).length === 0);
  if (lost.length > 0)
    throw new Error(
      `There is no test file "${lost.join('", "')}". If it was renamed or removed, change it where it is listed.`,
    );
  const files = find(patterns).toSorted();
  return runsLongTests() ? files.filter((file) => mayHaveLongTests(join(ROOT, file))) : files;
}

function find(patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: ROOT, ignore: ["**/node_modules/**"] });
}

/** The patterns that one with braces stands for. */
function alternativesOf(pattern: string): readonly string[] {
  const [braces, inside = ""] = /\{([^{}]*)\}/.exec(pattern) ?? [];
  if (braces === undefined) return [pattern];
  return inside.split(",").flatMap((alternative) => alternativesOf(pattern.replace(braces, () => alternative)));
}

/** Whether this is `pnpm test:long`. */
export function runsLongTests(): boolean {
  return process.argv.some((argument, index) => argument === "long" && process.argv[index - 1] === "--tags-filter");
}

/** Whether a file has the tag, or the options that give it, or one of its own helpers does. `LeftOutReporter` fails a run in which a file has such a test and this says no. */
export function mayHaveLongTests(file: string): boolean {
  const text = readFileSync(file, "utf8");
  const helpers = [...text.matchAll(/from "(\.[^"]+)\.js"/g)].map(([, path]) => join(dirname(file), `${path}.ts`));
  const sources = [text, ...helpers.filter(existsSync).map((path) => readFileSync(path, "utf8"))];
  return sources.some((code) => /"long"|\b(?:EVEN|ODD)_DAYS\b/.test(code));
}
