import { createRequire } from "node:module";

/**
 * Whether libsql is loaded in this process. Its `close()` keeps the file's descriptor, so that a connection which was closed looks like one that
 * is open.
 */
export function isLibsqlLoaded(): boolean {
  return Object.keys(createRequire(import.meta.url).cache).some((path) => /[\\/]@libsql[\\/].*\.node$/.test(path));
}

/** For messages about connections that are open. */
export const LIBSQL_REMARK =
  "libsql is loaded here: its close() keeps the file's descriptor, so that these may be connections that were closed; " +
  'openConnections: "ignore" says nothing of them';
