import type { Database } from "better-sqlite3";

/** A `connection` that may rewrite the schema, and has a function `twice`; in a file without imports of ours, as all that is imported counts for the template. */
export function setUnsafeMode(database: Database): void {
  database.unsafeMode();
  database.function("twice", { deterministic: true }, (value) => `${String(value)}${String(value)}`);
}
