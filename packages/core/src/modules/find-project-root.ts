import { existsSync } from "node:fs";
import { join } from "node:path";

import { enclosingFolders } from "../files/enclosing-folders.js";

/** The first kind that occurs in a folder above decides; the `.git` of a repository wins over the lock file of a package in it. */
const MARKS: readonly (readonly string[])[] = [
  [".git"],
  ["pnpm-lock.yaml", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "bun.lock", "bun.lockb", "deno.lock"],
  ["node_modules"],
  ["package.json"],
];

/** Finds the project that a folder belongs to: its repository, else the nearest lock file, else `node_modules`. Packages of a workspace share it. */
export function findProjectRoot(directory: string): string {
  const folders = enclosingFolders(directory);
  const roots = MARKS.map((names) => folders.find((folder) => names.some((name) => existsSync(join(folder, name)))));
  return roots.find((root) => root !== undefined) ?? directory;
}
