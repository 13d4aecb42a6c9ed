import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { globSync } from "tinyglobby";

const ROOT = join(import.meta.dirname, "../..");

/** Test files of these patterns, from the workspace's folder; in a run of the long tests only those that have any. */
export function listTestFiles(patterns: readonly string[]): readonly string[] {
  const files = globSync([...patterns], { cwd: ROOT, ignore: ["**/node_modules/**"] }).toSorted();
  return runsLongTests() ? files.filter((file) => mayHaveLongTests(join(ROOT, file))) : files;
}

/** Whether this is `pnpm test:long`. */
export function runsLongTests(): boolean {
  return process.argv.some((argument, index) => argument === "long" && process.argv[index - 1] === "--tags-filter");
}

/** Whether a file speaks of the tag, or one of its own helpers does. `LeftOutReporter` fails a run in which a file has such a test and this says no. */
export function mayHaveLongTests(file: string): boolean {
  const text = readFileSync(file, "utf8");
  const helpers = [...text.matchAll(/from "(\.[^"]+)\.js"/g)].map(([, path]) => join(dirname(file), `${path}.ts`));
  return [text, ...helpers.filter(existsSync).map((path) => readFileSync(path, "utf8"))].some((code) =>
    code.includes('"long"'),
  );
}
