import { statSync } from "node:fs";

import type { Database } from "../sqlite/load-sqlite.js";
import { NotADatabaseError } from "../errors/database-errors.js";
import { hasWal } from "../files/database-files.js";
import { retryWhileBusy } from "../sqlite/retry-while-busy.js";
import { readLedger, type LedgerRow } from "./ledger.js";
import type { MigrationSource } from "./migration-source.js";
import { withDatabase } from "./open-database.js";

/**
 * Reads the ledger of the database at an absolute path, which need not exist: then it is empty. Changes nothing.
 *
 * @remarks Without `connection` first, which may set a journal mode, and so write to a database that is not ours. Only what cannot be read
 * without it (an encrypted one) is read with it.
 */
export async function inspectDatabase(path: string, source: MigrationSource, timeoutMs: number): Promise<readonly LedgerRow[]> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || (stats.isFile() && stats.size === 0)) return [];
  // SQLite takes a file that is shorter than its smallest page for a new database, and would write over it.
  if (stats.isFile() && stats.size < SMALLEST_PAGE_BYTES) throw new NotADatabaseError(path, undefined);
  const read = (database: Database): Promise<readonly LedgerRow[]> =>
    retryWhileBusy(() => readLedger(database, source.ledgerTable), { path, timeoutMs });
  try {
    // When the last connection that may write closes, it moves the WAL into the database. Merely looking must not do that.
    return await withDatabase(path, undefined, read, { readonly: hasWal(path) });
  } catch (error) {
    if (source.connection === undefined || !(error instanceof NotADatabaseError)) throw error;
    return withDatabase(path, source.connection, read);
  }
}

const SMALLEST_PAGE_BYTES = 512;
