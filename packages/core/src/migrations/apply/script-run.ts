import { attempt } from "../../errors/attempt.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import { outlineScript, PIECE_LENGTH, type ScriptPart } from "../sql/outline-script.js";
import { splitStatements, type TextRange } from "../sql/split-statements.js";
import { refuseLostFormat } from "./format-pragmas.js";
import type { LoadedStep } from "./load-step.js";
import type { MigrationTransaction } from "./migration-transaction.js";
import { planTransaction, type TransactionPlan } from "./plan-transaction.js";
import { attachedFileError, findAttachedFile } from "./refuse-attached-files.js";

/** Runs a script, in one transaction with its ledger row if SQLite allows. */
export class ScriptRun {
  readonly sql: string;
  readonly parts: readonly ScriptPart[];
  /** The statement that is running, or failed. */
  statement: TextRange | undefined;
  readonly #mode: "none" | undefined;
  readonly #transaction: MigrationTransaction;
  readonly #database: Database;

  constructor(step: Extract<LoadedStep, { kind: "sql" }>, transaction: MigrationTransaction) {
    this.sql = step.text;
    this.parts = outlineScript(step.text);
    this.#mode = step.transaction;
    this.#transaction = transaction;
    this.#database = transaction.options.database;
  }

  async run(): Promise<void> {
    if (this.#transaction.options.templateOf !== undefined) {
      this.statement = findAttachedFile(this.sql, this.parts);
      if (this.statement !== undefined) throw attachedFileError();
    }
    if (this.#transaction.isGivenTransaction && this.#mode !== "none") {
      await this.#runAsItIs();
      return;
    }
    const plan = planTransaction(this.parts, { mode: this.#mode, hasForeignKeys: this.#transaction.beginsWithForeignKeys });
    if (plan.kind === "its-own") await this.#runOnItsOwn(plan);
    else await this.#runInOneTransaction(plan);
    // A dump may write into the schema table directly. The connection notices that only if it reads the schema again.
    if (/writable_schema/i.test(this.sql)) this.#database.pragma("writable_schema = RESET");
  }

  async #runInOneTransaction(plan: Extract<TransactionPlan, { kind: "one-transaction" }>): Promise<void> {
    const { before, body, after } = plan;
    for (const part of before) await this.#executeOutside(part);
    this.#database.pragma(`foreign_keys = ${plan.enforcesForeignKeys ? "ON" : "OFF"}`);
    await this.#beginBody(body);
    if (!this.#tryInPieces(body)) {
      this.#transaction.rollBack();
      await this.#beginBody(body);
      for (const part of body) this.#execute(part);
    }
    await this.#commit(body.some(({ foreignKeys }) => foreignKeys.mayBreak));
    for (const part of after) await this.#executeOutside(part);
  }

  /** The tool that owns the format has begun a transaction when it runs the file. */
  async #runAsItIs(): Promise<void> {
    await this.#beginBody(this.parts);
    for (const part of this.parts) this.#execute(part);
    if (!this.#database.inTransaction) throw new Error("it ended the transaction in which it runs");
    await this.#commit(true);
  }

  #beginBody(body: readonly ScriptPart[]): Promise<unknown> {
    return this.#transaction.begin(body.some(({ kind }) => kind === "format-pragma"));
  }

  /** Executes long pieces as a whole, which is faster. If one fails, all statements run again one by one, to find the one that fails. */
  #tryInPieces(body: readonly ScriptPart[]): boolean {
    for (const part of body) {
      const execute = (): object => this.#database.exec(this.sql.slice(part.start, part.end));
      if (part.end - part.start < PIECE_LENGTH) this.#execute(part);
      else if (attempt(execute) === undefined) return false;
    }
    return true;
  }

  /** Statements outside its own transactions run in transactions of the runner, so that a failure leaves little behind. */
  async #runOnItsOwn({ parts, beginsInTransaction }: Extract<TransactionPlan, { kind: "its-own" }>): Promise<void> {
    if (beginsInTransaction) await this.#transaction.begin(false);
    let isRunners = false;
    let isChanged = false;
    for (const part of parts) {
      if (isRunners && !this.#fitsTransaction(part)) {
        await this.#transaction.retry(() => this.#database.exec("COMMIT"));
        this.#transaction.hasCommitted = true;
        isRunners = false;
      } else if (!this.#database.inTransaction && this.#fitsTransaction(part)) {
        await this.#transaction.begin(true);
        isRunners = true;
      }
      if (part.kind === "rollback") isChanged = false;
      if (CHANGING_KINDS.has(part.kind)) isChanged = true;
      await this.#executeOutside(part);
      if (isChanged && !this.#database.inTransaction) this.#transaction.hasCommitted = true;
    }
    if (!this.#database.inTransaction) await this.#transaction.begin(false);
    else if (!beginsInTransaction && !isRunners) throw new Error("it left a transaction open");
    await this.#commit(true);
  }

  /** A savepoint may outlast the part that begins it. */
  #fitsTransaction({ kind, start, end }: ScriptPart): boolean {
    return kind === "stored-pragma" || (kind === "plain" && !/savepoint|release/i.test(this.sql.slice(start, end)));
  }

  #execute(part: ScriptPart): void {
    for (const statement of splitStatements(this.sql, part)) {
      this.statement = statement;
      this.#database.exec(this.sql.slice(statement.start, statement.end));
    }
    this.statement = undefined;
  }

  async #executeOutside(part: ScriptPart): Promise<void> {
    for (const statement of splitStatements(this.sql, part)) {
      this.statement = statement;
      await this.#transaction.retry(() => this.#database.exec(this.sql.slice(statement.start, statement.end)));
      if (part.kind === "plain" && !this.#database.inTransaction) this.#transaction.hasCommitted = true;
    }
    this.statement = undefined;
  }

  #commit(mayBreakForeignKeys: boolean): Promise<void> {
    if (this.#transaction.options.isFirst) refuseLostFormat(this.#database, this.sql, this.parts);
    return this.#transaction.commit(mayBreakForeignKeys);
  }
}

/** Parts that leave something behind once they are committed. */
const CHANGING_KINDS = new Set<ScriptPart["kind"]>(["plain", "stored-pragma", "vacuum"]);
