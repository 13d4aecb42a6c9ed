import { loadSqlite, type Database } from "../../src/sqlite/load-sqlite.js";

/** All that can be seen in a database: pragmas that persist, schema, and the rows of every table, the ledger among them. */
export function dumpDatabase(path: string): unknown {
  return withConnection(path, (database) => {
    const pragmas = ["user_version", "application_id", "journal_mode", "encoding"].map((name) => [
      name,
      database.pragma(name, { simple: true }),
    ]);
    const schema = database
      .prepare<[], { type: string; name: string; sql: string | null }>(
        "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name",
      )
      .all();
    const rows = schema
      .filter(({ type }) => type === "table")
      .map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).safeIntegers().raw().all().map(String).toSorted()]);
    return { pragmas, schema, rows };
  });
}

/** Lends a connection to the database at a path. */
export function withConnection<Result>(path: string, use: (database: Database) => Result): Result {
  const database = new (loadSqlite())(path);
  try {
    return use(database);
  } finally {
    database.close();
  }
}
