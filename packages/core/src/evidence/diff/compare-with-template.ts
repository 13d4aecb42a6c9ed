import { statSync } from "node:fs";
import { join } from "node:path";

import type { ResolvedDatabase } from "../../config/database-config.js";
import { ensureRunFolder } from "../../runs/ensure-run-folder.js";
import { copyWritable } from "../../runs/place-copy.js";
import type { RunDirectory } from "../../runs/run-directory.js";
import type { Run } from "../../runs/run.js";
import { hasWal, removeDatabaseFiles } from "../../files/database-files.js";
import { THREAD_NAME } from "../../files/unique-name.js";
import { loadSqlite, type Database } from "../../sqlite/load-sqlite.js";
import { isUnchanged, stampFile, type FileStamp } from "../../files/identity/file-stamp.js";
import { TOOL_READERS } from "../../migrations/formats/index.js";
import type { Template } from "../../template/template.js";
import { compareDatabases, type CompareDatabasesOptions, type DatabaseDifference } from "./compare-databases.js";
import { findUnchangedTables } from "./find-unchanged-tables.js";

/** Gives this thread's folder for copies that nobody else opens, making it where it is missing. It goes with the run. */
export function ensureEvidenceDirectory(run: RunDirectory): string {
  return ensureRunFolder(run, `evidence-${THREAD_NAME}`);
}

/**
 * Compares a template with a snapshot of one of its copies. Neither file is touched but the snapshot, which the caller throws away:
 * the configuration's `connection` is applied to it, as it is to a copy of the template: once to each, so that what it writes is in both. The
 * copy serves a thread's next comparison where nothing was written to it.
 *
 * @throws what SQLite and `connection` throw
 */
export function compareWithTemplate(
  template: Template,
  snapshotPath: string,
  { database, run }: { readonly database: ResolvedDatabase; readonly run: Run },
  options: CompareDatabasesOptions = {},
): DatabaseDifference {
  const templatePath = join(ensureEvidenceDirectory(run), `template-${template.manifest.fingerprint.hash}.db`);
  const copies = run.own(TemplateCopies);
  if (!isAsCopied(templatePath, copies.get(templatePath))) {
    removeDatabaseFiles(templatePath);
    copyWritable(template.path, templatePath);
    copies.set(templatePath, stampFile(templatePath));
  }
  return compareFiles(templatePath, snapshotPath, database, options);
}

/** This thread's copies of templates, by path. */
class TemplateCopies extends Map<string, FileStamp> {}

function isAsCopied(path: string, stamp: FileStamp | undefined): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stamp !== undefined && stats !== undefined && isUnchanged(stats, stamp) && !hasWal(path);
}

/**
 * Compares two files that belong to the caller, as `connection` may write to them.
 *
 * @throws what SQLite and `connection` throw
 */
export function compareFiles(
  beforePath: string,
  afterPath: string,
  database: ResolvedDatabase | undefined,
  options: CompareDatabasesOptions = {},
): DatabaseDifference {
  // Before `connection` is applied, which may write.
  const unchangedTables = findUnchangedTables(beforePath, afterPath);
  const ignoredColumns = database === undefined ? {} : volatileColumnsOf(database);
  return withConnection(database, beforePath, (before) =>
    withConnection(database, afterPath, (after) =>
      compareDatabases(before, after, { ignoredColumns, unchangedTables, ...options }),
    ),
  );
}

function withConnection<Result>(
  database: ResolvedDatabase | undefined,
  path: string,
  use: (connection: Database) => Result,
): Result {
  const connection = new (loadSqlite())(path, { fileMustExist: true });
  try {
    database?.connection?.(connection);
    return use(connection);
  } finally {
    connection.close();
  }
}

/** Columns in which migrators in code write when something ran, and how long it took: not alike in any two databases. */
const COLUMNS_OF_MIGRATORS: Readonly<Record<string, readonly string[]>> = {
  knex_migrations: ["migration_time"],
  kysely_migration: ["timestamp"],
  mikro_orm_migrations: ["executed_at"],
};

/** The same of the tools whose formats picklejar reads. */
const COLUMNS_OF_TOOLS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  TOOL_READERS.flatMap(({ ledger }) => (ledger === undefined ? [] : [[ledger.table, ledger.volatileColumns]])),
);

/** Gives the columns of a database's ledger, by table, that say nothing about what is in the database. */
export function volatileColumnsOf({ source }: ResolvedDatabase): Readonly<Record<string, readonly string[]>> {
  const own = source === undefined ? {} : { [source.ledgerTable]: ["executed_at", "duration_ms"] };
  const { givenLedgerTable } = source ?? {};
  // The option may name the table of any tool.
  const renamed =
    givenLedgerTable === undefined
      ? {}
      : { [givenLedgerTable]: ["executed_at", "duration_ms", ...Object.values(COLUMNS_OF_TOOLS).flat()] };
  return { ...COLUMNS_OF_MIGRATORS, ...COLUMNS_OF_TOOLS, ...own, ...renamed };
}
