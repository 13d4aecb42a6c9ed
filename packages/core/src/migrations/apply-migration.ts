import {
  ForeignKeyViolationError,
  MigrationError,
  MigrationIrreversibleError,
  type MigrationFailure,
} from "../errors/migration-errors.js";
import type { Database } from "../sqlite/load-sqlite.js";
import { retryWhileBusy } from "../sqlite/retry-while-busy.js";
import type { ForeignKeyGuard } from "./foreign-key-guard.js";
import { deleteLedgerRow, insertLedgerRow } from "./ledger.js";
import { loadStep } from "./load-step.js";
import type { MigrationFile, MigrationStep } from "./migration-file.js";
import { planTransaction } from "./plan-transaction.js";
import type { SqlStatement } from "./split-statements.js";

export interface ApplyMigrationOptions {
  readonly database: Database;
  readonly direction: "up" | "down";
  readonly ledgerTable: string;
  readonly busyTimeoutMs: number;
  readonly foreignKeys: ForeignKeyGuard;
  /** Names of what ran before it in this call, for the error. */
  readonly applied: readonly string[];
  /** Name of the configuration's database whose template this is to be, for the error. */
  readonly templateOf?: string | undefined;
}

/**
 * Runs one migration in one direction, and writes or deletes its ledger row in the same transaction wherever SQLite allows.
 *
 * @throws {@link MigrationError} `MIGRATION_FAILED`, with what was thrown as the cause; {@link ForeignKeyViolationError} `FOREIGN_KEY_VIOLATION`.
 */
export async function applyMigration(migration: MigrationFile, options: ApplyMigrationOptions): Promise<void> {
  const attempt = new MigrationAttempt(migration, options);
  try {
    await attempt.run();
  } catch (error) {
    throw attempt.explain(error);
  }
}

/** Thrown where the transaction is, told apart where it has been rolled back. */
class NewViolations extends Error {
  readonly violations: ForeignKeyViolationError["violations"];

  constructor(violations: ForeignKeyViolationError["violations"]) {
    super("rows point nowhere");
    this.violations = violations;
  }
}

class MigrationAttempt {
  readonly #migration: MigrationFile;
  readonly #options: ApplyMigrationOptions;
  readonly #database: Database;
  #startMs = 0;
  /** Whether something of it outlives a rollback. */
  #hasCommitted = false;

  constructor(migration: MigrationFile, options: ApplyMigrationOptions) {
    this.#migration = migration;
    this.#options = options;
    this.#database = options.database;
  }

  async run(): Promise<void> {
    const step = await loadStep(this.#migration, this.#options);
    this.#options.foreignKeys.turnOff();
    this.#startMs = performance.now();
    if (step.kind === "function") return this.#runInTransaction(() => this.#runFunction(step.run), true);
    const plan = planTransaction(step.text);
    if (plan.kind === "its-own") return this.#runOnItsOwn(plan.statements);
    await this.#retry(() => this.#database.exec(plan.before));
    await this.#runInTransaction(() => this.#database.exec(plan.body), plan.mayBreakForeignKeys);
    await this.#retry(() => this.#database.exec(plan.after));
  }

  explain(error: unknown): Error {
    if (error instanceof MigrationIrreversibleError) return error;
    this.#rollBack();
    const failure: MigrationFailure = {
      migration: this.#migration.name,
      path: pathOf(this.#migration[this.#options.direction]),
      direction: this.#options.direction,
      applied: [...this.#options.applied],
      databasePath: this.#database.name,
      templateOf: this.#options.templateOf,
      rolledBack: !this.#hasCommitted,
    };
    return error instanceof NewViolations
      ? new ForeignKeyViolationError(failure, error.violations)
      : new MigrationError(failure, error);
  }

  async #runInTransaction(body: () => unknown, mayBreakForeignKeys: boolean): Promise<void> {
    await this.#retry(() => this.#database.exec("BEGIN IMMEDIATE"));
    await body();
    const accept = mayBreakForeignKeys ? this.#checkForeignKeys() : undefined;
    this.#writeRow();
    await this.#retry(() => this.#database.exec("COMMIT"));
    this.#hasCommitted = true;
    accept?.();
  }

  /** No token tells beforehand whether a function will end the transaction that it gets. */
  async #runFunction(run: () => unknown): Promise<void> {
    try {
      await run();
    } finally {
      this.#hasCommitted = !this.#database.inTransaction;
    }
    if (this.#hasCommitted) throw new Error("it ended the transaction that it ran in, which the runner has to commit");
  }

  /** Statement by statement, to know what was committed when one of them fails. */
  async #runOnItsOwn(statements: readonly SqlStatement[]): Promise<void> {
    for (const { text, tokens } of statements) {
      await this.#retry(() => this.#database.exec(text));
      const isHarmless = tokens[0]?.text === "PRAGMA" || tokens[0]?.text === "ROLLBACK";
      if (!this.#database.inTransaction && !isHarmless) this.#hasCommitted = true;
    }
    if (this.#database.inTransaction) throw new Error("it left a transaction open");
    await this.#retry(() => this.#database.exec("BEGIN IMMEDIATE"));
    const accept = this.#checkForeignKeys();
    this.#writeRow();
    await this.#retry(() => this.#database.exec("COMMIT"));
    accept();
  }

  #rollBack(): void {
    if (!this.#database.inTransaction) return;
    try {
      this.#database.exec("ROLLBACK");
    } catch {
      // A query that the migration left running. The migration's error says more; closing the connection rolls back.
    }
  }

  #checkForeignKeys(): () => void {
    const { violations, accept } = this.#options.foreignKeys.check();
    if (violations.length > 0) throw new NewViolations(violations);
    return accept;
  }

  #writeRow(): void {
    const { ledgerTable, direction } = this.#options;
    const { name, checksum } = this.#migration;
    if (direction === "down") {
      deleteLedgerRow(this.#database, ledgerTable, name);
    } else {
      const durationMs = Math.round((performance.now() - this.#startMs) * 1000) / 1000;
      insertLedgerRow(this.#database, ledgerTable, { name, checksum, executedAt: new Date().toISOString(), durationMs });
    }
  }

  #retry(run: () => unknown): Promise<unknown> {
    return retryWhileBusy(run, { path: this.#database.name, timeoutMs: this.#options.busyTimeoutMs });
  }
}

function pathOf(step: MigrationStep | undefined): string | undefined {
  return step === undefined || step.kind === "function" ? undefined : step.path;
}
