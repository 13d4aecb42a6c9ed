import { statSync } from "node:fs";

import { TemplateBuildError, type TemplateBuildStep } from "../errors/template-errors.js";
import { findLogs } from "../files/database-files.js";
import { readLineage } from "../record/lineage.js";
import { loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import type { ResolvedDatabase } from "../config/database-config.js";
import type { TemplateManifest } from "./template.js";
import { listForeignKeyViolations } from "../migrations/apply/foreign-key-violations.js";
import { findDamage } from "./find-damage.js";
import { messageOf } from "../errors/message-of.js";

/** At most so many problems are shown. */
const MAX_PROBLEMS = 5;

/** What was found in a template when it was sealed. */
export type SealedTemplate = Pick<TemplateManifest, "journalMode" | "lineage">;

/**
 * Makes sure that a database may be copied for ever: sound, with nothing left in a log, and closed.
 *
 * @throws {@link TemplateBuildError} `TEMPLATE_BUILD_FAILED` at step `seal`, saying what is not sound.
 */
export function sealTemplate(path: string, database: ResolvedDatabase): SealedTemplate {
  refuseNothing(path, database);
  const sealed = checkAndClose(path, database);
  refuseSidecars(path, database);
  return sealed;
}

/** The likeliest slip: a migrator that takes its own configuration's path, or that nobody waits for. */
function refuseNothing(path: string, { name }: ResolvedDatabase): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0 || findLogs(path).length > 0) return;
  throw new TemplateBuildError(
    name,
    "migrate",
    "migrate made no database at the path that it was given. Let it use path (or url) of its argument, and await what it starts.",
  );
}

function checkAndClose(path: string, database: ResolvedDatabase): SealedTemplate {
  const connection = new (loadSqlite())(path, { fileMustExist: true });
  let step: TemplateBuildStep = "connection";
  try {
    database.connection?.(connection);
    step = "seal";
    refuseDamage(connection, database);
    refuseViolations(connection, database);
    connection.pragma("wal_checkpoint(TRUNCATE)");
    const journalMode = connection.pragma("journal_mode", { simple: true }) === "wal" ? "wal" : "delete";
    if (journalMode === "delete") removeSpentJournal(connection);
    const lineage = readLineage(connection, database.source?.ledgerTable);
    return lineage === undefined ? { journalMode } : { journalMode, lineage };
  } catch (error) {
    if (error instanceof TemplateBuildError) throw error;
    const problem = messageOf(error);
    throw new TemplateBuildError(database.name, step, `${step} threw: ${problem}`, error);
  } finally {
    connection.close();
  }
}

/** With `journal_mode = PERSIST` or `TRUNCATE`, a closed connection leaves its journal. SQLite deletes it if nobody is writing. */
function removeSpentJournal(connection: Database): void {
  connection.pragma("journal_mode = PERSIST");
  connection.pragma("journal_mode = DELETE");
}

function refuseDamage(connection: Database, { name }: ResolvedDatabase): void {
  const problems = findDamage(connection);
  if (problems.length === 0) return;
  const shown = problems.slice(0, MAX_PROBLEMS).join("; ");
  throw new TemplateBuildError(name, "seal", `integrity_check says: ${shown}${problems.length > MAX_PROBLEMS ? "; …" : ""}`);
}

/** As the runner does it: a foreign key that SQLite cannot check hides nothing else. */
function refuseViolations(connection: Database, { name }: ResolvedDatabase): void {
  const rows = listForeignKeyViolations(connection);
  if (rows.length === 0) return;
  const shown = rows.slice(0, MAX_PROBLEMS).map(({ table, rowid, parent }) => `${table} row ${rowid ?? "?"} → ${parent}`);
  throw new TemplateBuildError(
    name,
    "seal",
    `${rows.length} foreign keys point to rows that are not there (${shown.join(", ")}${rows.length > shown.length ? ", …" : ""}). ` +
      "Fix the migration or the seed that wrote them.",
  );
}

/** The last connection to close removes its log: a log that is still there belongs to a connection that is still open. */
function refuseSidecars(path: string, { name }: ResolvedDatabase): void {
  const left = findLogs(path).map((log) => log.slice(path.length));
  if (left.length === 0) return;
  throw new TemplateBuildError(
    name,
    "seal",
    `a connection to it was left open (its ${left.join(" and ")} file is still there). Close every connection in migrate and seed.`,
  );
}
