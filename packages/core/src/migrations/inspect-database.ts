import { statSync } from "node:fs";

import type { Database } from "../sqlite/load-sqlite.js";
import { NotADatabaseError } from "../errors/classes/database-errors.js";
import { hasWal } from "../files/database-files.js";
import { retryWhileBusy } from "../sqlite/retry-while-busy.js";
import type { Ledger, LedgerRow } from "./ledger.js";
import type { MigrationSource } from "./migration-source.js";
import { withDatabase } from "./open-database.js";

/**
 * Reads the ledger of the database at an absolute path; empty if there is no database. Changes nothing.
 *
 * @remarks Calls `connection` only if the database cannot be read without it (it may be encrypted): `connection` may set a journal mode, and so
 * write to a foreign database.
 */
export async function inspectDatabase(
  path: string,
  source: Pick<MigrationSource, "connection">,
  { ledger, timeoutMs }: { readonly ledger: Ledger; readonly timeoutMs: number },
): Promise<readonly LedgerRow[]> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || (stats.isFile() && stats.size === 0)) return [];
  // SQLite treats a file that is shorter than its smallest page as a new database, and would overwrite it.
  if (stats.isFile() && stats.size < SMALLEST_PAGE_BYTES) throw new NotADatabaseError(path, undefined);
  const read = (database: Database): Promise<readonly LedgerRow[]> =>
    retryWhileBusy(() => ledger.read(database), { path, timeoutMs });
  try {
    // The last connection that may write moves the WAL into the database when it closes. A look must not do that.
    return await withDatabase(path, undefined, read, { readonly: hasWal(path) });
  } catch (error) {
    if (source.connection === undefined || !(error instanceof NotADatabaseError)) throw error;
    return withDatabase(path, source.connection, read);
  }
}

const SMALLEST_PAGE_BYTES = 512;
