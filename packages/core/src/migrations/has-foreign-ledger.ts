import { withoutWatching } from "../modules/inputs/watch-file-system.js";
import { readMigrations } from "./files/read-migrations.js";
import type { MigrationSource } from "./migration-source.js";

/** Whether the databases of a source have the ledger of another tool. Reads the migrations if that depends on them. */
export function hasForeignLedger(source: MigrationSource | undefined): boolean {
  // They are declared inputs, so reading them must not be observed.
  return source?.ledger === "native" && withoutWatching(() => readMigrations(source).hasForeignLedger);
}
