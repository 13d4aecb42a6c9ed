import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { getOrCreate } from "../files/get-or-create.js";
import { describeFunction } from "../modules/functions/describe-function.js";
import type { LEDGER_KINDS, MIGRATION_FORMATS } from "../options/database-options.js";
import type { Database } from "../sqlite/load-sqlite.js";
import type { Migration } from "./migration.js";

/** How a folder of migrations is laid out. Recognised from the files by default. */
export type MigrationFormat = (typeof MIGRATION_FORMATS)[number];

/** Whose ledger a database has. */
export type LedgerKind = (typeof LEDGER_KINDS)[number];

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
   * @defaultValue `"name"`; required if the two differ, or a list of files is in another order
   */
  readonly order?: "name" | "natural";
  /** Globs of files in the folder that are not migrations, matched against the path relative to it. */
  readonly ignore?: readonly string[];
  /**
   * Which ledger the database has: picklejar's own, or `"native"`: that of the tool that owns the format of the files (Drizzle, Prisma …), so that
   * the tool itself finds nothing pending. Files of no such format always have picklejar's.
   * @defaultValue `"native"` for test databases, `"picklejar"` for a `MigrationRunner`
   */
  readonly ledger?: LedgerKind;
  /** @defaultValue `"picklejar_migrations"`, or what the tool that owns the format calls it */
  readonly ledgerTable?: string;
  /** Prepares each connection: SQL functions, extensions, pragmas. Called before anything else runs on it. */
  readonly connection?: (database: Database) => void;
}

/** A resolved source: absolute, complete, compared by `key`. */
export interface MigrationSource {
  /** Absolute folders and globs; empty for migrations given in code. */
  readonly locations: readonly string[];
  /** Migrations given in code; empty for files. */
  readonly migrations: readonly Migration[];
  readonly format: MigrationFormat | undefined;
  readonly order: "name" | "natural" | undefined;
  readonly ignore: readonly string[];
  readonly ledger: LedgerKind;
  /** That of picklejar's own ledger. */
  readonly ledgerTable: string;
  /** The option, which also names the table of another tool's ledger. */
  readonly givenLedgerTable: string | undefined;
  readonly connection: ((database: Database) => void) | undefined;
  /**
   * Two sources with one key have the same migrations, in any process, as long as their files do not change. Does not contain `connection`.
   * Computed by the first read: production never reads it. The two defaults of `ledger` do not count: most files have one possible ledger.
   */
  readonly key: string;
  /** The same within this process, which tells functions apart by identity. */
  readonly identity: string;
}

const DEFAULT_LEDGER_TABLE = "picklejar_migrations";

/** Makes a source absolute. Reads no file, since the fast path begins here too. */
export function resolveMigrationSource(
  options: MigrationSourceOptions,
  directory: string,
  defaultLedger: LedgerKind = "picklejar",
): MigrationSource {
  const listed = Array.isArray(options.migrations) ? options.migrations : [options.migrations];
  const locations = listed
    .filter(isLocation)
    .map((location) => (location instanceof URL ? fileURLToPath(location) : resolve(directory, location)));
  const migrations = listed.filter((entry): entry is Migration => !isLocation(entry));
  const { format, order, ignore = [], ledger = defaultLedger, ledgerTable = DEFAULT_LEDGER_TABLE, connection } = options;
  const keyOfLedger = options.ledger === "picklejar" ? ["picklejar"] : [];
  const describe = (nameFunction: (subject: object) => string): string => {
    const describeWay = (way: Migration["down"]) => (typeof way === "function" ? nameFunction(way) : (way ?? null));
    const ways = migrations.map(({ name, up, down }) => [name, describeWay(up), describeWay(down)]);
    return JSON.stringify([locations, ways, format ?? null, order ?? null, ignore, ledgerTable, ...keyOfLedger]);
  };
  let key: string | undefined;
  return {
    locations,
    migrations,
    format,
    order,
    ignore,
    ledger,
    ledgerTable,
    givenLedgerTable: options.ledgerTable,
    connection,
    identity: `${ledger} ${describe(identifyFunction)}`,
    get key() {
      key ??= describe((subject) => describeFunction(subject).digest);
      return key;
    },
  };
}

function isLocation(entry: string | URL | Migration): entry is string | URL {
  return typeof entry === "string" || entry instanceof URL;
}

/** Of this process, outside of which a function has no identity. */
const numbers = new WeakMap<object, number>();
/** How many functions have a number. */
let count = 0;

function identifyFunction(subject: object): string {
  return `function ${getOrCreate(numbers, subject, () => ++count)}`;
}
