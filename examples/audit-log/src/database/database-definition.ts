import { createHash } from "node:crypto";
import type { MigrationSourceOptions } from "@picklejar/core";
import type BetterSqlite3 from "better-sqlite3";

/**
 * What the database of this application is: said once, for the application's runner and for picklejar's configuration.
 * Both name the same migrations, and so picklejar knows that a scenario's database needs none of them.
 */
export const databaseDefinition = {
  migrations: new URL("../../db/migrations", import.meta.url),
  connection: (database: BetterSqlite3.Database) => {
    database.pragma("journal_mode = WAL");
    database.pragma("foreign_keys = ON");
    database.function("sha256_hex", { deterministic: true }, sha256Hex);
  },
} satisfies MigrationSourceOptions;

/** Hex SHA-256 of a text; NULL of NULL, as SQL functions do. */
function sha256Hex(text: string | null): string | null {
  return text === null ? null : createHash("sha256").update(text).digest("hex");
}
