import { statSync } from "node:fs";

import { TemplateBuildError, type TemplateBuildStep } from "../errors/classes/template-errors.js";
import { findJournals } from "../files/database-files.js";
import { readLineage } from "../record/lineage.js";
import { loadSqlite, type Database } from "../sqlite/load-sqlite.js";
import type { ResolvedDatabase } from "../config/database-config.js";
import type { TemplateManifest } from "./template.js";
import { hasForeignLedger } from "../migrations/has-foreign-ledger.js";
import { listForeignKeyViolations } from "../migrations/apply/foreign-key-violations.js";
import { findDamage } from "./find-damage.js";
import { messageOf } from "../errors/message-of.js";

const MAX_PROBLEMS = 5;

export type SealedTemplate = Pick<TemplateManifest, "journalMode" | "lineage" | "hasForeignLedger">;

/**
 * Makes sure that a database can become a template: sound, complete without a WAL, and closed.
 *
 * @throws {@link TemplateBuildError} `TEMPLATE_BUILD_FAILED`
 */
export function sealTemplate(path: string, database: ResolvedDatabase): SealedTemplate {
  const { name } = database;
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0 && findJournals(path).length === 0) {
    const cure = "Let it use path (or url) of its argument, and await what it starts.";
    throw new TemplateBuildError(name, "migrate", `migrate made no database at the path that it was given. ${cure}`);
  }
  const sealed = checkAndClose(path, database);
  // The last connection to close removes its WAL or journal, so another one is still open.
  const left = findJournals(path).map((journal) => journal.slice(path.length));
  if (left.length === 0) return sealed;
  const problem = `a connection to it was left open (its ${left.join(" and ")} file is still there)`;
  throw new TemplateBuildError(name, "seal", `${problem}. Close every connection in migrate and seed.`);
}

function checkAndClose(path: string, database: ResolvedDatabase): SealedTemplate {
  const connection = new (loadSqlite())(path, { fileMustExist: true });
  let step: TemplateBuildStep = "connection";
  try {
    database.connection?.(connection);
    step = "seal";
    const problem = describeDamage(connection) ?? describeViolations(connection);
    if (problem !== undefined) throw new TemplateBuildError(database.name, step, problem);
    connection.pragma("wal_checkpoint(TRUNCATE)");
    const journalMode = connection.pragma("journal_mode", { simple: true }) === "wal" ? "wal" : "delete";
    if (journalMode === "delete") removeSpentJournal(connection);
    const isForeign = hasForeignLedger(database.source);
    const lineage = readLineage(connection, isForeign ? undefined : database.source?.ledgerTable);
    return { journalMode, lineage, hasForeignLedger: isForeign };
  } catch (error) {
    if (error instanceof TemplateBuildError) throw error;
    throw new TemplateBuildError(database.name, step, `${step} threw: ${messageOf(error)}`, error);
  } finally {
    connection.close();
  }
}

/** With `journal_mode = PERSIST` or `TRUNCATE`, a closed connection leaves its journal, which SQLite deletes if nobody is writing. */
function removeSpentJournal(connection: Database): void {
  connection.pragma("journal_mode = PERSIST");
  connection.pragma("journal_mode = DELETE");
}

function describeDamage(connection: Database): string | undefined {
  const problems = findDamage(connection);
  const shown = problems.slice(0, MAX_PROBLEMS).join("; ");
  return shown === "" ? undefined : `integrity_check says: ${shown}${problems.length > MAX_PROBLEMS ? "; …" : ""}`;
}

/** As the runner does it: a foreign key that SQLite cannot check hides no other. */
function describeViolations(connection: Database): string | undefined {
  const rows = listForeignKeyViolations(connection);
  if (rows.length === 0) return undefined;
  const shown = rows.slice(0, MAX_PROBLEMS).map(({ table, rowid, parent }) => `${table} row ${rowid ?? "?"} → ${parent}`);
  const which = `${shown.join(", ")}${rows.length > shown.length ? ", …" : ""}`;
  return `${rows.length} foreign keys point to rows that are not there (${which}). Fix the migration or the seed that wrote them.`;
}
