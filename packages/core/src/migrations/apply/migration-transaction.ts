import { attempt } from "../../errors/attempt.js";
import type { ForeignKeyViolationError } from "../../errors/classes/migration-errors.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import { retryWhileBusy } from "../../sqlite/retry-while-busy.js";
import type { ResolvedMigration } from "../files/resolved-migration.js";
import type { Ledger } from "../ledger.js";
import type { ConnectionState } from "./connection-state.js";
import type { ForeignKeyGuard } from "./foreign-key-guard.js";
import { hasPages } from "./format-pragmas.js";

export interface ApplyMigrationOptions {
  readonly database: Database;
  readonly direction: "up" | "down";
  readonly ledger: Ledger;
  readonly busyTimeoutMs: number;
  readonly foreignKeys: ForeignKeyGuard;
  readonly connectionState: ConnectionState;
  /** Whether the ledger is empty or missing. */
  readonly isFirst: boolean;
  /** Names of the migrations that ran before it in this call, for the error. */
  readonly applied: readonly string[];
  /** Name of the configuration's database whose template is being built, for the error. */
  readonly templateOf?: string | undefined;
}

/** Becomes a {@link ForeignKeyViolationError} after the rollback. */
export class NewViolations extends Error {
  readonly violations: ForeignKeyViolationError["violations"];

  constructor(violations: ForeignKeyViolationError["violations"]) {
    super("rows point nowhere");
    this.violations = violations;
  }
}

/** The transaction of one migration in one direction; its last change is the migration's ledger row. */
export class MigrationTransaction {
  /** Whether a part of the migration is committed. */
  hasCommitted = false;
  /** Whether its ledger row is committed: after a later failure it does not run again. */
  isRecorded = false;
  readonly options: ApplyMigrationOptions;
  readonly #migration: ResolvedMigration;
  readonly #database: Database;
  #startMs = 0;

  constructor(migration: ResolvedMigration, options: ApplyMigrationOptions) {
    this.options = options;
    this.#migration = migration;
    this.#database = options.database;
  }

  /** Whether all migrations of the call are one transaction, which the caller commits. */
  get isPartOfOne(): boolean {
    return this.options.direction === "up" && this.options.ledger.isOneTransaction === true;
  }

  /** Whether its script runs as it is, in a transaction that was begun before. */
  get isGivenTransaction(): boolean {
    const { foreignKeys } = this.options.ledger;
    return this.isPartOfOne || foreignKeys === "on" || foreignKeys === "as-connected";
  }

  /** Whether foreign keys are on when a script begins that controls them itself. */
  get beginsWithForeignKeys(): boolean {
    return this.options.ledger.foreignKeys === "on-at-first";
  }

  /** Call it before anything of the migration runs. */
  prepare(): void {
    this.options.foreignKeys.prepare();
    this.#startMs = performance.now();
  }

  /** BEGIN IMMEDIATE would give a new database its first page, which fixes its format. */
  begin(mayChooseFormat: boolean): Promise<unknown> {
    if (this.isPartOfOne && this.#database.inTransaction) return Promise.resolve();
    return this.retry(() => this.#database.exec(mayChooseFormat && !hasPages(this.#database) ? "BEGIN" : "BEGIN IMMEDIATE"));
  }

  /** Commits the migration's changes with its row. */
  async commit(mayBreakForeignKeys: boolean): Promise<void> {
    const accept = mayBreakForeignKeys ? this.#checkForeignKeys() : undefined;
    // The migration may have switched it on.
    this.#database.pragma("query_only = OFF");
    this.#writeRow();
    if (this.isPartOfOne) return;
    await this.retry(() => this.#database.exec("COMMIT"));
    this.hasCommitted = true;
    this.isRecorded = true;
    accept?.();
  }

  rollBack(): void {
    if (!this.#database.open || !this.#database.inTransaction) return;
    // It fails if the migration left a query running. Then closing the connection rolls back.
    attempt(() => this.#database.exec("ROLLBACK"));
  }

  retry(run: () => unknown): Promise<unknown> {
    return retryWhileBusy(run, { path: this.#database.name, timeoutMs: this.options.busyTimeoutMs });
  }

  #checkForeignKeys(): () => void {
    const { violations, accept } = this.options.foreignKeys.check();
    if (violations.length > 0) throw new NewViolations(violations);
    return accept;
  }

  /** Creates the ledger with its first row: earlier, it would fix the file format before the first migration can choose it. */
  #writeRow(): void {
    const { ledger, direction, isFirst } = this.options;
    if (direction === "down") {
      ledger.remove(this.#database, this.#migration);
    } else {
      const durationMs = Math.round((performance.now() - this.#startMs) * 1000) / 1000;
      if (isFirst) ledger.ensureExists(this.#database);
      ledger.insert(this.#database, this.#migration, durationMs);
    }
  }
}
