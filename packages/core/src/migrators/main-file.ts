import { propertyOf } from "./migrator-tool.js";

/** Asks a connection for the file of its database. */
export const LIST_DATABASES = "PRAGMA database_list";

/** Reads the answer to {@link LIST_DATABASES}: the file of `main`, empty for a database in memory; `undefined` for any other answer. */
export function mainFileOf(rows: unknown): string | undefined {
  const main: unknown = Array.isArray(rows) ? rows.find((row: unknown) => propertyOf(row, "name") === "main") : undefined;
  const file = propertyOf(main, "file");
  return typeof file === "string" ? file : undefined;
}
