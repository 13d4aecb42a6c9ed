import type { Database } from "../../sqlite/load-sqlite.js";

/** A table, index, view or trigger that is not the same in two databases. */
export interface SchemaDifference {
  readonly kind: "added" | "removed" | "changed";
  readonly type: "table" | "index" | "view" | "trigger";
  readonly name: string;
  /** Its SQL in the first database; absent when it was added. */
  readonly before?: string;
  /** Its SQL in the second database; absent when it was removed. */
  readonly after?: string;
}

/** A setting that is kept in the file, and is not the same in two databases. */
export interface PragmaDifference {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

interface SchemaObject {
  readonly type: SchemaDifference["type"];
  readonly name: string;
  readonly sql: string;
}

const PERSISTENT_PRAGMAS = ["user_version", "application_id", "encoding", "auto_vacuum", "page_size", "journal_mode"];

/** Compares the SQL of all objects but SQLite's own, with line endings normalised: a checkout may convert those of a migration. */
export function compareSchemaObjects(before: Database, after: Database): readonly SchemaDifference[] {
  const [old, current] = [readObjects(before), readObjects(after)];
  const differences: SchemaDifference[] = [];
  for (const [key, { type, name, sql }] of old) {
    const other = current.get(key);
    if (other === undefined) differences.push({ kind: "removed", type, name, before: sql });
    else if (other.sql !== sql) differences.push({ kind: "changed", type, name, before: sql, after: other.sql });
  }
  for (const [key, { type, name, sql }] of current) {
    if (!old.has(key)) differences.push({ kind: "added", type, name, after: sql });
  }
  return differences;
}

/** Compares the pragmas that a database keeps. */
export function comparePragmas(before: Database, after: Database): readonly PragmaDifference[] {
  return PERSISTENT_PRAGMAS.map((name) => ({
    name,
    before: String(before.pragma(name, { simple: true })),
    after: String(after.pragma(name, { simple: true })),
  })).filter((pragma) => pragma.before !== pragma.after);
}

function readObjects(database: Database): ReadonlyMap<string, SchemaObject> {
  // Indexes without SQL belong to the constraints of their tables.
  const objects = database
    .prepare<[], SchemaObject>(
      String.raw`SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`,
    )
    .all();
  return new Map(objects.map(({ type, name, sql }) => [`${type} ${name}`, { type, name, sql: sql.replaceAll("\r\n", "\n") }]));
}
