import {
  ForeignKeyViolationError,
  MigrationError,
  MigrationIrreversibleError,
  type MigrationFailure,
} from "../../errors/classes/migration-errors.js";
import type { ResolvedMigration, MigrationStep } from "../files/resolved-migration.js";
import { loadStep } from "./load-step.js";
import { locateStatement } from "./locate-statement.js";
import { MigrationTransaction, NewViolations, type ApplyMigrationOptions } from "./migration-transaction.js";
import { runFunction } from "./run-function.js";
import { ScriptRun } from "./script-run.js";

/**
 * Runs one migration in one direction, and writes or deletes its ledger row in the same transaction if SQLite allows.
 *
 * @throws {@link MigrationError} `MIGRATION_FAILED`; {@link ForeignKeyViolationError} `FOREIGN_KEY_VIOLATION`
 */
export async function applyMigration(migration: ResolvedMigration, options: ApplyMigrationOptions): Promise<void> {
  const { database, direction, applied, templateOf } = options;
  const transaction = new MigrationTransaction(migration, options);
  let script: ScriptRun | undefined;
  try {
    const step = await loadStep(migration, options);
    transaction.prepare();
    if (step.kind === "function") await runFunction(step.run, transaction);
    else {
      script = new ScriptRun(step, transaction);
      await script.run();
    }
  } catch (error) {
    if (error instanceof MigrationIrreversibleError) throw error;
    const location = script?.statement && locateStatement(script.sql, script.statement, { database, error });
    transaction.rollBack();
    const failure: MigrationFailure = {
      migration: migration.name,
      path: pathOf(migration[direction]),
      direction,
      // With one transaction for all, nothing stays.
      applied: transaction.isPartOfOne ? [] : [...applied],
      databasePath: database.name,
      templateOf,
      rolledBack: !transaction.hasCommitted,
      isRecorded: transaction.isRecorded,
      switchesForeignKeysOn: script?.parts.some(({ setsOn }) => setsOn) ?? false,
      location,
    };
    throw error instanceof NewViolations
      ? new ForeignKeyViolationError(failure, error.violations)
      : new MigrationError(failure, error);
  }
}

function pathOf(step: MigrationStep | undefined): string | undefined {
  return step === undefined || step.kind === "function" ? undefined : step.path;
}
