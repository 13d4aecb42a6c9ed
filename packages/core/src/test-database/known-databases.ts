import type { PlacedDatabase } from "./placed-database.js";

/** Databases that this process placed or examined, by absolute path, in every spelling that was asked for. */
const knownDatabases = new Map<string, PlacedDatabase>();

/** Finds the database at an absolute path, if it is still that file; one `stat`. What is gone is forgotten. */
export function findKnownDatabase(path: string): PlacedDatabase | undefined {
  const known = knownDatabases.get(path);
  if (known === undefined || known.isThere) return known;
  known.release();
  return undefined;
}

/** Remembers a database under a path until it is disposed of. */
export function rememberKnownDatabase(path: string, database: PlacedDatabase): void {
  if (knownDatabases.get(path) === database) return;
  knownDatabases.set(path, database);
  database.onRelease(() => {
    if (knownDatabases.get(path) === database) knownDatabases.delete(path);
  });
}
