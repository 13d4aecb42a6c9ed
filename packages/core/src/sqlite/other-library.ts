import { createRequire } from "node:module";

/**
 * Whether this thread has loaded a SQLite library that is not better-sqlite3: libsql, sqlite3 or Node's own. To open and close a database with one
 * library drops the locks that another has on it.
 */
export function isOtherLibraryLoaded(): boolean {
  const files = Object.keys(createRequire(import.meta.url).cache);
  return files.some((path) => /[\\/](?:@libsql|sqlite3)[\\/].*\.node$/.test(path)) || hasLoaded("Internal Binding sqlite");
}

/** Not documented; without it, Node's own library is taken to be absent. */
function hasLoaded(builtin: string): boolean {
  const loaded: unknown = Reflect.get(process, "moduleLoadList");
  return Array.isArray(loaded) && loaded.includes(builtin);
}
