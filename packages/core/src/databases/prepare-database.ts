import { existsSync, statSync } from "node:fs";

import type { ResolvedDatabase } from "../config/database-config.js";
import { RunEndedError } from "../errors/classes/run-errors.js";
import { ensureRun } from "../runs/ensure-run.js";
import { Run } from "../runs/run.js";
import { isAsNoted } from "../files/identity/file-identity.js";
import { OnceMap } from "../files/once-map.js";
import { makeSureOfTemplates } from "./make-sure-of-templates.js";
import type { PreparedDatabase } from "./prepared-database.js";
import { prepareRecorded } from "./suite/suite-record.js";

/** By key of the database. */
class PreparedDatabases extends OnceMap<string, PreparedDatabase> {}

/**
 * Makes sure of the run directory, the templates, and the run's record of them: once a process and run for each database, and again if a template is
 * gone. A failure is not remembered.
 */
export async function prepareDatabase(database: ResolvedDatabase): Promise<PreparedDatabase> {
  const known = Run.recent()?.own(PreparedDatabases).get(database.key);
  if (known !== undefined) {
    const result = await known;
    if (isUsable(result)) return result;
  }
  const run = ensureRun();
  const prepared = run.own(PreparedDatabases);
  prepared.drop(database.key, known);
  return prepared.keep(
    database.key,
    async () => prepareRecorded(database, run) ?? makeSureOfTemplates(await realize(database), run),
  );
}

/** How often the template, or the run directory, may vanish during one call. */
const MAX_ATTEMPTS = 3;

/**
 * Lends what {@link prepareDatabase} gives, and prepares it again if the template or the run directory was removed while it was used.
 *
 * @throws {@link RunEndedError} `RUN_ENDED` when the run ended meanwhile, and what `use` throws
 */
export async function withPreparedDatabase<Result>(
  database: ResolvedDatabase,
  use: (prepared: PreparedDatabase) => Result | Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const current = await prepareDatabase(database);
    try {
      return await use(current);
    } catch (error) {
      if (hasEnded(current.run)) throw new RunEndedError(current.run, "directory-gone", error);
      if (attempt === MAX_ATTEMPTS || !hasVanished(current)) throw error;
      current.run.own(PreparedDatabases).drop(database.key);
    }
  }
}

/** Whether the run ended. A process that still owns a run can make its directory again. */
function hasEnded(run: Run): boolean {
  return run !== Run.current() && !existsSync(run.path);
}

function hasVanished({ run, template }: PreparedDatabase): boolean {
  return !existsSync(run.path) || (template !== undefined && !existsSync(template.path));
}

/** Gives the database as its configuration has it, with its own functions. */
async function realize(database: ResolvedDatabase): Promise<ResolvedDatabase> {
  return database.load === undefined ? database : database.load();
}

/** One `stat`, before each copy: the template may have been pruned or damaged since, and another run may have begun. */
function isUsable({ run, template }: PreparedDatabase): boolean {
  if (run !== Run.current()) return false;
  if (template === undefined) return true;
  return isAsNoted(statSync(template.path, { throwIfNoEntry: false }), template.manifest);
}
