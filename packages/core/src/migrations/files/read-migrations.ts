import { MigrationsNotFoundError } from "../../errors/migration-source-errors.js";
import { chooseReader, type Recognition } from "../formats/index.js";
import { orderMigrations } from "../formats/order-migrations.js";
import type { MigrationSource } from "../migration-source.js";
import { resolveGivenMigration } from "./given-migration.js";
import { listFiles } from "./list-files.js";
import type { ResolvedMigration } from "./resolved-migration.js";

export interface ReadMigrationsResult {
  /** In the order in which they run. */
  readonly migrations: readonly ResolvedMigration[];
  /** Absolute folders that were read: a migration added or removed changes the modification time of one of them. */
  readonly directories: readonly string[];
  /** Which format the files are of; absent for migrations given in code. */
  readonly recognition?: Recognition;
}

/**
 * Reads all migrations of a source: names and texts, in order. Loads no module.
 *
 * @remarks Synchronous, because the fingerprint needs it before anything else: about 3 ms for 200 files.
 * @throws {@link MigrationsNotFoundError} `MIGRATIONS_NOT_FOUND`: a folder is missing, or there is nothing in it.
 * `MIGRATION_UNREADABLE`: the system does not let us read one of them.
 * @throws `MIGRATION_FILE_UNKNOWN` for a file with a migration's extension that fits no format (or not the format asked for).
 * @throws `MIGRATION_DUPLICATE` for two of one name, or two files for one direction.
 * @throws `MIGRATION_ORDER_AMBIGUOUS` when order by name differs from that by number, or of a list, and `order` is not said.
 */
export function readMigrations({ locations, migrations, format, order, ignore }: MigrationSource): ReadMigrationsResult {
  if (locations.length === 0) {
    if (migrations.length > 0)
      return { migrations: orderMigrations(migrations.map(resolveGivenMigration), order), directories: [] };
    throw new MigrationsNotFoundError(
      undefined,
      "migrations is an empty list",
      "Name a folder, or give at least one migration.",
    );
  }
  const listings = locations.map((location) => listFiles(location, ignore));
  const recognition = chooseReader(listings, format);
  return {
    migrations: recognition.reader.read(listings, { order, isAskedFor: format !== undefined }),
    directories: [...new Set(listings.flatMap(({ directories }) => directories))],
    recognition,
  };
}
