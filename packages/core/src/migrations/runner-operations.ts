import { compareLedger, type LedgerComparison } from "./compare-ledger.js";
import { inspectDatabase } from "./inspect-database.js";
import { ownLedger, type LedgerRow } from "./ledger.js";
import type { MigrationSource } from "./migration-source.js";
import { sortByName } from "./formats/order-migrations.js";
import { readMigrations } from "./files/read-migrations.js";

// Everything that a `MigrationRunner` loads if the fast path does not answer.
export { baselineDatabase } from "./baseline-database.js";
export { downgradeDatabase } from "./downgrade-database.js";
export { upgradeDatabase } from "./upgrade-database.js";

/** Compares the ledger of the database at an absolute path with the code's migrations. Changes nothing. */
export async function compareDatabase(path: string, source: MigrationSource, timeoutMs: number): Promise<LedgerComparison> {
  const read = readMigrations(source);
  const rows = await inspectDatabase(path, source, { ledger: read.ledger, timeoutMs });
  return compareLedger(rows, read, { databasePath: path, source });
}

/** Gives the ledger of the database at an absolute path, oldest migration first. Changes nothing. */
export async function listExecuted(path: string, source: MigrationSource, timeoutMs: number): Promise<readonly LedgerRow[]> {
  if (source.ledger === "native") {
    const { ledger, migrations } = readMigrations(source);
    const names = migrations.map(({ name }) => name);
    return sortAsListed(await inspectDatabase(path, source, { ledger, timeoutMs }), names);
  }
  // picklejar's own needs no files.
  const ledger = ownLedger(source.ledgerTable);
  return sortByName(await inspectDatabase(path, source, { ledger, timeoutMs }), source.order);
}

/** Names that are not listed come last. */
function sortAsListed(rows: readonly LedgerRow[], names: readonly string[]): readonly LedgerRow[] {
  const positions = new Map(names.map((name, position) => [name, position]));
  const positionOf = ({ name }: LedgerRow): number => positions.get(name) ?? names.length;
  return rows.toSorted((left, right) => positionOf(left) - positionOf(right));
}
