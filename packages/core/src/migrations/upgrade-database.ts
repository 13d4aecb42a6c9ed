import { statSync } from "node:fs";

import { trace } from "../files/trace.js";
import { compareLedger } from "./compare-ledger.js";
import { inspectDatabase } from "./inspect-database.js";
import { migrateDatabase } from "./migrate-database.js";
import type { MigrationSource } from "./migration-source.js";
import { withDatabase } from "./open-database.js";
import { readMigrations } from "./files/read-migrations.js";
import type { MigrationProgress } from "./run-migrations.js";
import { DEFAULT_TIMEOUT_MS } from "./runner-options.js";
import { selectPending, type UpLimit } from "./select-migrations.js";
import { removeStaleUpgradeLock, withUpgradeLock } from "./upgrade-lock.js";

export interface UpgradeDatabaseOptions extends UpLimit {
  /**
   * Milliseconds to wait for other upgrades, and for connections that lock the database.
   * @defaultValue 600000
   */
  readonly timeoutMs?: number;
  /** Called before each migration. */
  readonly onProgress?: ((progress: MigrationProgress) => void) | undefined;
}

/**
 * Runs the pending migrations in the database at an absolute path, and returns their names. Creates the file if it is missing.
 *
 * @remarks Any number of processes may call it at once: one migrates, and the others then find nothing pending. With nothing pending it reads the
 * migrations and the ledger, and loads no umzug.
 * @throws the errors of {@link readMigrations}, {@link compareLedger} and {@link migrateDatabase}; `LOCK_TIMEOUT`, `NOT_A_DATABASE`,
 * `NOT_A_FILE`, `PARENT_FOLDER_MISSING`, `PERMISSION_DENIED`
 */
export async function upgradeDatabase(
  path: string,
  source: MigrationSource,
  options: UpgradeDatabaseOptions = {},
): Promise<readonly string[]> {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, onProgress, ...limit } = options;
  trace("migration-check", path);
  const read = readMigrations(source);
  const inspect = () => inspectDatabase(path, source, { ledger: read.ledger, timeoutMs });
  const rows = await inspect();
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  const comparison = compareLedger(rows, read, { databasePath: path, source });
  if (isThere && selectPending(comparison, limit).length === 0) {
    removeStaleUpgradeLock(path);
    return [];
  }
  return withUpgradeLock(path, timeoutMs, async () => {
    // Another process may have migrated it meanwhile; and `connection` must not change a foreign database.
    const current = compareLedger(await inspect(), read, { databasePath: path, source });
    if (selectPending(current, limit).length === 0) return [];
    return withDatabase(path, source.connection, (database) =>
      migrateDatabase(database, source, { ...limit, onProgress, read, busyTimeoutMs: timeoutMs }),
    );
  });
}
