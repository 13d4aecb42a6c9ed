import {
  ForeignKeyViolationError,
  MigrationError,
  MigrationIrreversibleError,
  type MigrationFailure,
} from "../errors/migration-errors.js";
import type { Database } from "../sqlite/load-sqlite.js";
import { retryWhileBusy } from "../sqlite/retry-while-busy.js";
import type { ConnectionState } from "./connection-state.js";
import type { ForeignKeyGuard } from "./foreign-key-guard.js";
import { hasPages, refuseLostFormat } from "./format-pragmas.js";
import { deleteLedgerRow, ensureLedgerExists, insertLedgerRow } from "./ledger.js";
import { loadStep } from "./load-step.js";
import { locateStatement } from "./locate-statement.js";
import type { MigrationFile, MigrationStep } from "./migration-file.js";
import { outlineScript, PIECE_LENGTH, type ScriptPart } from "./outline-script.js";
import { planTransaction, type TransactionPlan } from "./plan-transaction.js";
import { attachedFileError, findAttachedFile } from "./refuse-attached-files.js";
import { splitStatements, type TextRange } from "./split-statements.js";

export interface ApplyMigrationOptions {
  readonly database: Database;
  readonly direction: "up" | "down";
  readonly ledgerTable: string;
  readonly busyTimeoutMs: number;
  readonly foreignKeys: ForeignKeyGuard;
  readonly connectionState: ConnectionState;
  /** Whether the ledger has nothing yet. */
  readonly isFirst: boolean;
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
  /** Its SQL; empty for a function. */
  #sql = "";
  #parts: readonly ScriptPart[] = [];
  /** What is being executed of it. */
  #statement: TextRange | undefined;
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
    await (step.kind === "function" ? this.#runFunction(step.run) : this.#runScript(step.text));
  }

  explain(error: unknown): Error {
    if (error instanceof MigrationIrreversibleError) return error;
    const location = this.#statement && locateStatement(this.#sql, this.#statement, { database: this.#database, error });
    this.#rollBack();
    const failure: MigrationFailure = {
      migration: this.#migration.name,
      path: pathOf(this.#migration[this.#options.direction]),
      direction: this.#options.direction,
      applied: [...this.#options.applied],
      databasePath: this.#database.name,
      templateOf: this.#options.templateOf,
      rolledBack: !this.#hasCommitted,
      location,
    };
    return error instanceof NewViolations
      ? new ForeignKeyViolationError(failure, error.violations)
      : new MigrationError(failure, error);
  }

  async #runScript(sql: string): Promise<void> {
    this.#sql = sql;
    this.#parts = outlineScript(sql);
    if (this.#options.templateOf !== undefined) {
      this.#statement = findAttachedFile(sql, this.#parts);
      if (this.#statement !== undefined) throw attachedFileError();
    }
    const plan = planTransaction(this.#parts);
    if (plan.kind === "its-own") await this.#runOnItsOwn(plan);
    else await this.#runInOneTransaction(plan);
    // The connection does not know what was written into the schema by hand, as a dump does it, until it reads it again.
    if (/writable_schema/i.test(sql)) this.#database.pragma("writable_schema = RESET");
  }

  async #runInOneTransaction(plan: Extract<TransactionPlan, { kind: "one-transaction" }>): Promise<void> {
    const { before, body, after } = plan;
    for (const part of before) await this.#executeOutside(part);
    if (plan.enforcesForeignKeys) this.#database.pragma("foreign_keys = ON");
    await this.#beginBody(body);
    if (!this.#tryInPieces(body)) {
      this.#rollBack();
      await this.#beginBody(body);
      for (const part of body) this.#execute(part);
    }
    await this.#commit(body.some(({ foreignKeys }) => foreignKeys.mayBreak));
    for (const part of after) await this.#executeOutside(part);
  }

  #beginBody(body: readonly ScriptPart[]): Promise<unknown> {
    return this.#begin(body.some(({ kind }) => kind === "format-pragma"));
  }

  /** In pieces, a long script is not split a second time. Which statement of a piece failed shows only statement by statement, from the beginning. */
  #tryInPieces(body: readonly ScriptPart[]): boolean {
    for (const part of body) {
      if (part.end - part.start < PIECE_LENGTH) this.#execute(part);
      else {
        try {
          this.#database.exec(this.#sql.slice(part.start, part.end));
        } catch {
          return false;
        }
      }
    }
    return true;
  }

  /** Statement by statement, to know what was committed when one of them fails. */
  async #runOnItsOwn({ parts, beginsInTransaction }: Extract<TransactionPlan, { kind: "its-own" }>): Promise<void> {
    if (beginsInTransaction) await this.#begin(false);
    let isChanged = false;
    for (const part of parts) {
      if (part.kind === "rollback") isChanged = false;
      if (CHANGING_KINDS.has(part.kind)) isChanged = true;
      await this.#executeOutside(part);
      if (isChanged && !this.#database.inTransaction) this.#hasCommitted = true;
    }
    if (!this.#database.inTransaction) await this.#begin(false);
    else if (!beginsInTransaction) throw new Error("it left a transaction open");
    await this.#commit(true);
  }

  /** No token tells beforehand whether a function will end the transaction that it gets. */
  async #runFunction(run: () => unknown): Promise<void> {
    await this.#begin(true);
    try {
      await run();
    } finally {
      this.#hasCommitted = !this.#database.inTransaction;
    }
    if (this.#hasCommitted) throw new Error("it ended the transaction that it ran in, which the runner has to commit");
    if (this.#options.templateOf !== undefined && this.#options.connectionState.hasNewFile()) throw attachedFileError();
    await this.#commit(true);
  }

  #execute(part: ScriptPart): void {
    for (const statement of splitStatements(this.#sql, part)) {
      this.#statement = statement;
      this.#database.exec(this.#sql.slice(statement.start, statement.end));
    }
    this.#statement = undefined;
  }

  async #executeOutside(part: ScriptPart): Promise<void> {
    for (const statement of splitStatements(this.#sql, part)) {
      this.#statement = statement;
      await this.#retry(() => this.#database.exec(this.#sql.slice(statement.start, statement.end)));
    }
    this.#statement = undefined;
  }

  /** BEGIN IMMEDIATE would give a new database its first page, after which its format is fixed. */
  #begin(mayChooseFormat: boolean): Promise<unknown> {
    return this.#retry(() => this.#database.exec(mayChooseFormat && !hasPages(this.#database) ? "BEGIN" : "BEGIN IMMEDIATE"));
  }

  /** Commits the migration's changes, or what its own transactions left to do, with its row. */
  async #commit(mayBreakForeignKeys: boolean): Promise<void> {
    if (this.#options.isFirst) refuseLostFormat(this.#database, this.#sql, this.#parts);
    const accept = mayBreakForeignKeys ? this.#checkForeignKeys() : undefined;
    this.#writeRow();
    await this.#retry(() => this.#database.exec("COMMIT"));
    this.#hasCommitted = true;
    accept?.();
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

  /** The ledger is made with its first row: before that, the file is to be what the first migration makes of it. */
  #writeRow(): void {
    const { ledgerTable, direction, isFirst } = this.#options;
    const { name, checksum } = this.#migration;
    if (direction === "down") {
      deleteLedgerRow(this.#database, ledgerTable, name);
    } else {
      const durationMs = Math.round((performance.now() - this.#startMs) * 1000) / 1000;
      if (isFirst) ensureLedgerExists(this.#database, ledgerTable);
      insertLedgerRow(this.#database, ledgerTable, { name, checksum, executedAt: new Date().toISOString(), durationMs });
    }
  }

  #retry(run: () => unknown): Promise<unknown> {
    return retryWhileBusy(run, { path: this.#database.name, timeoutMs: this.#options.busyTimeoutMs });
  }
}

/** What leaves something behind once it is committed. */
const CHANGING_KINDS = new Set<ScriptPart["kind"]>(["plain", "stored-pragma", "vacuum"]);

function pathOf(step: MigrationStep | undefined): string | undefined {
  return step === undefined || step.kind === "function" ? undefined : step.path;
}
