import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { describeFunction } from "../modules/functions/describe-function.js";
import { identifyFunction } from "../modules/functions/identify-function.js";
import type { MIGRATION_FORMATS } from "../options/database-options.js";
import type { Database } from "../sqlite/load-sqlite.js";
import type { Migration } from "./migration.js";

/** How a folder of migrations is laid out. Recognised from the files unless said. */
export type MigrationFormat = (typeof MIGRATION_FORMATS)[number];

/** Where migrations come from, for the configuration and for `MigrationRunner` alike. */
export interface MigrationSourceOptions {
  /**
   * A folder, a file, a glob, several of them, or migrations given in code. They run in the order of their names.
   * Relative paths are relative to the configuration's folder, or to the working directory for a `MigrationRunner`.
   */
  readonly migrations: string | URL | readonly (string | URL)[] | readonly Migration[];
  /**
   * With `"sql"`, every file is a way up, even one whose name sounds like a way down.
   * @defaultValue recognised from the files
   */
  readonly format?: MigrationFormat;
  /**
   * `"name"` sorts by code unit, `"natural"` by the numbers and versions in the names.
   * @defaultValue `"name"`; where the two differ, or a list of files is in another order, the choice has to be made
   */
  readonly order?: "name" | "natural";
  /** Globs of files in the folder that are no migrations, matched against the path relative to it. */
  readonly ignore?: readonly string[];
  /** @defaultValue `"picklejar_migrations"` */
  readonly ledgerTable?: string;
  /** Prepares each connection: SQL functions, extensions, pragmas. Called before anything else runs on it. */
  readonly connection?: (database: Database) => void;
}

/** A resolved source: absolute, complete, compared by `key`. */
export interface MigrationSource {
  /** Absolute folders and globs; empty when the migrations are given in code. */
  readonly locations: readonly string[];
  /** Migrations given in code; empty when they are files. */
  readonly migrations: readonly Migration[];
  readonly format: MigrationFormat | undefined;
  readonly order: "name" | "natural" | undefined;
  readonly ignore: readonly string[];
  readonly ledgerTable: string;
  readonly connection: ((database: Database) => void) | undefined;
  /**
   * Two sources with one key have the same migrations, in any process, as long as their files do not change; `connection` is not in it.
   * Worked out when it is first asked for: production never is.
   */
  readonly key: string;
  /** The same within this process, where functions can be told apart by what they are. */
  readonly identity: string;
}

const DEFAULT_LEDGER_TABLE = "picklejar_migrations";

/** Makes a source absolute. Reads nothing: the migration path and the fast path both begin here. */
export function resolveMigrationSource(options: MigrationSourceOptions, directory: string): MigrationSource {
  const listed = Array.isArray(options.migrations) ? options.migrations : [options.migrations];
  const locations = listed.filter(isLocation).map((location) => toAbsolutePath(location, directory));
  const migrations = listed.filter((entry): entry is Migration => !isLocation(entry));
  const { format, order, ignore = [], ledgerTable = DEFAULT_LEDGER_TABLE, connection } = options;
  const describe = (nameFunction: (subject: object) => string): string =>
    JSON.stringify([
      locations,
      migrations.map(({ name, up, down }) => [name, ...[up, down].map((way) => describeWay(way, nameFunction))]),
      format ?? null,
      order ?? null,
      ignore,
      ledgerTable,
    ]);
  let key: string | undefined;
  return {
    locations,
    migrations,
    format,
    order,
    ignore,
    ledgerTable,
    connection,
    identity: describe(identifyFunction),
    get key() {
      key ??= describe((subject) => describeFunction(subject).digest);
      return key;
    },
  };
}

function describeWay(way: Migration["down"], nameFunction: (subject: object) => string): string | null {
  if (way === undefined) return null;
  return typeof way === "function" ? nameFunction(way) : way;
}

function isLocation(entry: string | URL | Migration): entry is string | URL {
  return typeof entry === "string" || entry instanceof URL;
}

function toAbsolutePath(location: string | URL, directory: string): string {
  return location instanceof URL ? fileURLToPath(location) : resolve(directory, location);
}
