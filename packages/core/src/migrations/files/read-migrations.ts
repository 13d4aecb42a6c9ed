import { MigrationsNotFoundError } from "../../errors/classes/migration-source-errors.js";
import { misuseTypeError } from "../../errors/misuse-error.js";
import { createOnceReader } from "./read-text.js";
import { adoptLedger } from "../foreign/adopt-ledger.js";
import { guardLedger } from "../foreign/guard-ledger.js";
import { chooseReader, type Recognition } from "../formats/index.js";
import type { MigrationReader } from "../formats/migration-reader.js";
import { ownLedger, type Ledger } from "../ledger.js";
import { orderMigrations } from "../formats/order-migrations.js";
import { describeBothWays, findSection } from "../formats/sections/find-section.js";
import { refuseBothWays } from "../formats/sections/refuse-both-ways.js";
import type { MigrationSource } from "../migration-source.js";
import type { Migration } from "../migration.js";
import { listFiles } from "./list-files.js";
import { checksumOf, type MigrationStep, type ResolvedMigration } from "./resolved-migration.js";

export interface ReadMigrationsResult {
  /** In the order in which they will run. */
  readonly migrations: readonly ResolvedMigration[];
  /** Where a database says which of them ran. */
  readonly ledger: Ledger;
  /** Whether the ledger is that of another tool. */
  readonly hasForeignLedger: boolean;
  /** How their names compare. */
  readonly order: MigrationSource["order"];
  /** Absolute paths of further files that decide what they are, such as a lock file. */
  readonly companions: readonly string[];
  /** Absolute folders that were read: adding or removing a migration changes the modification time of one of them. */
  readonly directories: readonly string[];
  /** The format of the files; absent for migrations given in code. */
  readonly recognition?: Recognition;
}

/**
 * Reads all migrations of a source, in order. Loads no module.
 *
 * @remarks Synchronous, because the fingerprint needs it first. Takes about 3 ms for 200 files.
 * @throws {@link MigrationsNotFoundError} `MIGRATIONS_NOT_FOUND` for a missing or empty folder; `MIGRATION_UNREADABLE`
 * @throws `MIGRATION_FILE_UNKNOWN` for a file with a migration's extension that fits no format, or another than `format`
 * @throws `MIGRATION_DUPLICATE` for two migrations of one name, or two files for one direction
 * @throws `MIGRATION_ORDER_AMBIGUOUS` if the order by name differs from that by number or of a list, and `order` is not set
 */
export function readMigrations(source: MigrationSource): ReadMigrationsResult {
  const { locations, migrations, format, order, ignore } = source;
  const own = guardLedger(ownLedger(source.ledgerTable));
  if (locations.length === 0) {
    if (migrations.length > 0) {
      const resolved = orderMigrations(migrations.map(resolveGivenMigration), order);
      return { migrations: resolved, ledger: own, hasForeignLedger: false, order, companions: [], directories: [] };
    }
    const cure = "Name a folder, or give at least one migration.";
    throw new MigrationsNotFoundError(undefined, "migrations is an empty list", cure);
  }
  const listings = locations.map((location) => listFiles(location, ignore));
  const readText = createOnceReader();
  const recognition = chooseReader(listings, format, readText);
  const { reader } = recognition;
  const read = reader.read(listings, { order, isAskedFor: format !== undefined, readText });
  if (reader.ledger !== undefined) refuseBothWaysOfTool(read, reader, format !== undefined);
  const foreign = source.ledger === "native" ? reader.ledger : undefined;
  const table = source.givenLedgerTable ?? reader.configuredTable?.(listings) ?? foreign?.table ?? "";
  return {
    migrations: read,
    ledger: foreign === undefined ? own : guardLedger(adoptLedger(foreign, table, read), foreign),
    hasForeignLedger: foreign !== undefined,
    order: order ?? reader.order,
    companions: reader.companions?.(listings) ?? [],
    directories: [...new Set(listings.flatMap(({ directories }) => directories))],
    recognition,
  };
}

/** Most tools know no marks, and would run both ways as well, down to an empty database. */
function refuseBothWaysOfTool(
  migrations: readonly ResolvedMigration[],
  { format, dividesFiles = false }: MigrationReader,
  isAskedFor: boolean,
): void {
  const marks = dividesFiles || isAskedFor ? "signs" : "all";
  for (const { up } of migrations) {
    if (up.kind === "sql" && up.path !== undefined) refuseBothWays(up.path, up.text, marks, format);
  }
}

/** Resolves a migration that is given in code; it was checked as an option. */
function resolveGivenMigration({ name, up, down }: Migration): ResolvedMigration {
  const section = typeof up === "string" ? findSection(up, "down") : undefined;
  if (section !== undefined)
    throw misuseTypeError(`migrations: up of "${name}": expected the way up only, but ${describeBothWays(section)}`);
  const migration = { name, checksum: checksumOf(String(up)), up: resolveGivenStep(up) };
  return down === undefined ? migration : { ...migration, down: resolveGivenStep(down) };
}

function resolveGivenStep(step: Migration["up"]): MigrationStep {
  return typeof step === "string" ? { kind: "sql", text: step } : { kind: "function", run: step };
}
