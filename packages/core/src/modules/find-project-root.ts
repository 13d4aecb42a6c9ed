import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The first kind that there is in a folder above decides; a `.git` of a repository goes before the lock file of a package in it. */
const MARKS: readonly (readonly string[])[] = [
  [".git"],
  ["pnpm-lock.yaml", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "bun.lock", "bun.lockb", "deno.lock"],
  ["node_modules"],
  ["package.json"],
];

/**
 * Finds the folder of the project that a folder belongs to: of the repository, else of the nearest lock file, else of what is installed.
 * Two packages of one workspace have the same.
 */
export function findProjectRoot(directory: string): string {
  for (const names of MARKS) {
    const found = findUpwards(directory, names);
    if (found !== undefined) return found;
  }
  return directory;
}

function findUpwards(directory: string, names: readonly string[]): string | undefined {
  for (let current = directory; ; current = dirname(current)) {
    if (names.some((name) => existsSync(join(current, name)))) return current;
    if (dirname(current) === current) return undefined;
  }
}
