import {
  ForeignKeyViolationError,
  MigrationError,
  MigrationIrreversibleError,
  type MigrationFailure,
} from "../../errors/migration-errors.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import { retryWhileBusy } from "../../sqlite/retry-while-busy.js";
import { withCommitWitness } from "./commit-witness.js";
import type { ConnectionState } from "./connection-state.js";
import type { ForeignKeyGuard } from "./foreign-key-guard.js";
import { hasPages, refuseLostFormat } from "./format-pragmas.js";
import { deleteLedgerRow, ensureLedgerExists, insertLedgerRow } from "../ledger.js";
import { loadStep, type LoadedStep } from "./load-step.js";
import { locateStatement } from "./locate-statement.js";
import type { ResolvedMigration, MigrationStep } from "../files/resolved-migration.js";
import { outlineScript, PIECE_LENGTH, type ScriptPart } from "../sql/outline-script.js";
import { planTransaction, type TransactionPlan } from "./plan-transaction.js";
import { attachedFileError, findAttachedFile } from "./refuse-attached-files.js";
import { splitStatements, type TextRange } from "../sql/split-statements.js";
import { isErrorNamed } from "../../errors/is-error.js";

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
export async function applyMigration(migration: ResolvedMigration, options: ApplyMigrationOptions): Promise<void> {
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
  readonly #migration: ResolvedMigration;
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
  /** Whether its row is committed: what fails after that does not make it run again. */
  #isRecorded = false;

  constructor(migration: ResolvedMigration, options: ApplyMigrationOptions) {
    this.#migration = migration;
    this.#options = options;
    this.#database = options.database;
  }

  async run(): Promise<void> {
    const step = await loadStep(this.#migration, this.#options);
    this.#options.foreignKeys.turnOff();
    this.#startMs = performance.now();
    await (step.kind === "function" ? this.#runFunction(step.run) : this.#runScript(step));
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
      isRecorded: this.#isRecorded,
      switchesForeignKeysOn: this.#parts.some(({ setsOn }) => setsOn),
      location,
    };
    return error instanceof NewViolations
      ? new ForeignKeyViolationError(failure, error.violations)
      : new MigrationError(failure, error);
  }

  async #runScript({ text: sql, transaction }: Extract<LoadedStep, { kind: "sql" }>): Promise<void> {
    this.#sql = sql;
    this.#parts = outlineScript(sql);
    if (this.#options.templateOf !== undefined) {
      this.#statement = findAttachedFile(sql, this.#parts);
      if (this.#statement !== undefined) throw attachedFileError();
    }
    const plan = planTransaction(this.#parts, transaction);
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

  /** What it leaves outside of transactions runs in transactions of the runner's, so that a failure leaves as little as possible. */
  async #runOnItsOwn({ parts, beginsInTransaction }: Extract<TransactionPlan, { kind: "its-own" }>): Promise<void> {
    if (beginsInTransaction) await this.#begin(false);
    let isRunners = false;
    let isChanged = false;
    for (const part of parts) {
      if (isRunners && !this.#fitsTransaction(part)) {
        await this.#retry(() => this.#database.exec("COMMIT"));
        this.#hasCommitted = true;
        isRunners = false;
      } else if (!this.#database.inTransaction && this.#fitsTransaction(part)) {
        await this.#begin(true);
        isRunners = true;
      }
      if (part.kind === "rollback") isChanged = false;
      if (CHANGING_KINDS.has(part.kind)) isChanged = true;
      await this.#executeOutside(part);
      if (isChanged && !this.#database.inTransaction) this.#hasCommitted = true;
    }
    if (!this.#database.inTransaction) await this.#begin(false);
    else if (!beginsInTransaction && !isRunners) throw new Error("it left a transaction open");
    await this.#commit(true);
  }

  /** A savepoint may reach further than the part that begins it. */
  #fitsTransaction({ kind, start, end }: ScriptPart): boolean {
    return kind === "stored-pragma" || (kind === "plain" && !/savepoint|release/i.test(this.#sql.slice(start, end)));
  }

  async #runFunction(run: () => unknown): Promise<void> {
    await withCommitWitness(this.#database, async (witness) => {
      await this.#begin(true);
      this.#database.exec(`SAVEPOINT ${GUARD}`);
      try {
        await run();
        const problem = this.#releaseGuard();
        if (problem !== undefined) throw new Error(problem);
      } catch (error) {
        const isWhole = this.#releaseGuard() === undefined;
        this.#rollBack();
        this.#hasCommitted = !isWhole && (witness.hasSeenCommit() ?? true);
        throw error;
      }
    });
    if (this.#options.templateOf !== undefined && this.#options.connectionState.hasNewFile()) throw attachedFileError();
    await this.#commit(true);
  }

  /** A savepoint ends with its transaction: one that is gone tells that the function ended it, even if it began another. */
  #releaseGuard(): string | undefined {
    try {
      this.#database.exec(`RELEASE ${GUARD}`);
      return undefined;
    } catch (error) {
      const isBusy = isErrorNamed(error, "TypeError") && this.#database.open;
      return isBusy
        ? "it left a query running: read each iterate() to its end, or return() it"
        : "it ended the transaction that it ran in, which the runner has to commit";
    }
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
      if (part.kind === "plain" && !this.#database.inTransaction) this.#hasCommitted = true;
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
    // The migration may have switched it on.
    this.#database.pragma("query_only = OFF");
    this.#writeRow();
    await this.#retry(() => this.#database.exec("COMMIT"));
    this.#hasCommitted = true;
    this.#isRecorded = true;
    accept?.();
  }

  #rollBack(): void {
    if (!this.#database.open || !this.#database.inTransaction) return;
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

/** Savepoint in a function's transaction. */
const GUARD = "picklejar_function";

/** What leaves something behind once it is committed. */
const CHANGING_KINDS = new Set<ScriptPart["kind"]>(["plain", "stored-pragma", "vacuum"]);

function pathOf(step: MigrationStep | undefined): string | undefined {
  return step === undefined || step.kind === "function" ? undefined : step.path;
}
