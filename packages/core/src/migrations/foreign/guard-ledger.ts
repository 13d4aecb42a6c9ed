import { LedgerForeignError } from "../../errors/classes/ledger-errors.js";
import { columnsOf, tableExists } from "../../sqlite/list-tables.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import { TOOL_READERS } from "../formats/index.js";
import type { Ledger } from "../ledger.js";
import type { ForeignLedger } from "./foreign-ledger.js";

/**
 * Refuses a database that has the ledger of somebody else in place of a ledger: no database may have two, since only one of them would be right.
 *
 * @param foreign absent for picklejar's own ledger
 */
export function guardLedger(ledger: Ledger, foreign?: ForeignLedger): Ledger {
  return {
    ...ledger,
    read(database) {
      if (!tableExists(database, ledger.table)) refuseOtherLedger(database, ledger.table, foreign);
      return ledger.read(database);
    },
  };
}

const OWN = { owner: "picklejar", table: "picklejar_migrations", columns: ["name", "checksum", "executed_at", "duration_ms"] };

function refuseOtherLedger(database: Database, table: string, wanted: ForeignLedger | undefined): void {
  const others = [...(wanted === undefined ? [] : [OWN]), ...TOOL_READERS.flatMap(({ ledger }) => ledger ?? [])];
  const other = others.find((candidate) => candidate !== wanted && candidate.table !== table && isLedger(database, candidate));
  if (other === undefined) return;
  throw new LedgerForeignError(database.name, {
    table: other.table,
    foundOf: other.owner,
    wanted: wanted?.owner ?? OWN.owner,
    cure: cureFor(other.owner, wanted),
  });
}

function isLedger(
  database: Database,
  { table, columns, otherColumns = [] }: Pick<ForeignLedger, "table" | "columns" | "otherColumns">,
): boolean {
  const found = columnsOf(database, table);
  return columns.every((column) => found.includes(column)) && !otherColumns.some((column) => found.includes(column));
}

function cureFor(found: string, wanted: ForeignLedger | undefined): string {
  if (found === OWN.owner) return 'Set ledger: "picklejar" to go on with it.';
  if (wanted !== undefined) return `Set format to that of ${found}, or correct the path.`;
  return (
    `To go on with it, set ledger: "native"; if it is a test database that should have picklejar's, set ledger: "picklejar" in the ` +
    "configuration. To hand the database over to picklejar, name the last migration that it has: new MigrationRunner({ … }).baseline(path, name)."
  );
}
