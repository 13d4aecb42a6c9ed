import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** In the folder of better-sqlite3. */
export const ADDON = "build/Release/better_sqlite3.node";
const own = dirname(
  createRequire(join(import.meta.dirname, "../packages/core/package.json")).resolve("better-sqlite3/package.json"),
);

/** Of better-sqlite3. */
export function workspaceSqliteVersion() {
  return JSON.parse(readFileSync(join(own, "package.json"), "utf8")).version;
}

/**
 * Gives an installed better-sqlite3 of the workspace's version the workspace's addon, which runs on the running Node: compiling it takes
 * more than a minute. Says whether there is one.
 */
export function copySqliteAddon(packageDirectory) {
  if (!existsSync(join(own, ADDON))) return false;
  const destination = join(packageDirectory, ADDON);
  mkdirSync(dirname(destination), { recursive: true });
  if (!existsSync(destination)) copyFileSync(join(own, ADDON), destination);
  return true;
}
