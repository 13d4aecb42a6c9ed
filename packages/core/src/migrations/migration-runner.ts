import { resolve } from "node:path";

import { OnceMap } from "../files/once-map.js";
import { isMissingOrEmpty } from "../files/identity/stat-reachable.js";
import { takeFastPath } from "../record/fast-path.js";
import type { Origin } from "../record/origin.js";
import { parseDatabasePath } from "../sqlite/database-path.js";
import type { LedgerRow } from "./ledger.js";
import { resolveMigrationSource, type MigrationSource } from "./migration-source.js";
import type { MigrationProgress } from "./run-migrations.js";
import type * as Operations from "./runner-operations.js";
import { checkLimitOptions, checkRunnerOptions, DEFAULT_TIMEOUT_MS, type MigrationRunnerOptions } from "./runner-options.js";
import type { DownLimit, UpLimit } from "./select-migrations.js";
import { misuseTypeError } from "../errors/misuse-error.js";

export interface InitOrUpgradeResult {
  /** Never `memory`. */
  readonly origin: Origin;
  /** Names of the migrations that ran in this call, oldest first; empty for a copy of the template. */
  readonly applied: readonly string[];
}

export interface UpResult {
  /** Names of the migrations that ran in this call, oldest first. */
  readonly applied: readonly string[];
}

export interface DownResult {
  /** Names of the migrations that were reverted in this call, newest first. */
  readonly reverted: readonly string[];
}

export interface VerifyResult {
  /** Names of the migrations that ran, oldest first. */
  readonly executed: readonly string[];
  /** Names of the migrations that have not run yet, in the order in which they will. */
  readonly pending: readonly string[];
}

/** Upgrades of this process that are under way, by path and source. An entry goes with its call. */
const upgrades = new OnceMap<string, InitOrUpgradeResult>();

/**
 * Brings databases to the state that the code's migrations describe, in production and in tests.
 *
 * Every method takes a path, or a `file:` or `sqlite:` URL, opens the database and closes it again. All throw `TypeError` for `:memory:`.
 */
export class MigrationRunner {
  readonly #source: MigrationSource;
  readonly #timeoutMs: number;
  readonly #onProgress: ((progress: MigrationProgress) => void) | undefined;

  /** @throws `TypeError` or `RangeError` that names the option, what was expected and the value */
  constructor(options: MigrationRunnerOptions) {
    checkRunnerOptions(options);
    this.#source = resolveMigrationSource(options, resolve(options.directory ?? ""));
    this.#timeoutMs = options.lockTimeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#onProgress = options.onProgress;
  }

  /**
   * Creates the database if it is missing, and runs pending migrations. An application calls it before it opens its database.
   *
   * In a test run it returns at once for a database that picklejar made from these migrations. Concurrent calls for one path, in this process and
   * in others, do the work once.
   *
   * @throws `MIGRATION_FAILED`, `FOREIGN_KEY_VIOLATION`: what ran before stays. All other errors leave the database unchanged:
   * `MIGRATION_CHANGED`, `MIGRATION_MISSING`, `MIGRATION_OUT_OF_ORDER`, `DATABASE_NEWER`, `DATABASE_WITHOUT_LEDGER`, `NOT_A_DATABASE`,
   * `NOT_A_FILE`, `PARENT_FOLDER_MISSING`, `PERMISSION_DENIED`, `LOCK_TIMEOUT`, `MIGRATIONS_NOT_FOUND`, `MIGRATION_FILE_UNKNOWN`,
   * `MIGRATION_DUPLICATE`, `MIGRATION_ORDER_AMBIGUOUS`
   */
  async initOrUpgrade(path: string | URL): Promise<InitOrUpgradeResult> {
    const file = filePathOf(path);
    const known = takeFastPath(file, this.#source);
    if (known !== undefined) return { origin: known, applied: [] };
    return upgrades.share(JSON.stringify([file, this.#source.identity]), () => this.#initOrUpgrade(file));
  }

  /** Runs pending migrations, up to a name or for a number of steps; without a limit, all. Never takes the fast path. */
  async up(path: string | URL, limit: UpLimit = {}): Promise<UpResult> {
    checkLimitOptions("up", limit);
    return { applied: await this.#upgrade(filePathOf(path), limit) };
  }

  /**
   * Reverts migrations, newest first: the last one, a number of steps, or down to and including a name; `to: 0` reverts all.
   *
   * @throws `MIGRATION_IRREVERSIBLE` before anything is reverted, if one of them has no way down; and what `initOrUpgrade` throws
   */
  async down(path: string | URL, limit: DownLimit = {}): Promise<DownResult> {
    checkLimitOptions("down", limit);
    const file = filePathOf(path);
    const options = { ...limit, timeoutMs: this.#timeoutMs, onProgress: this.#onProgress };
    const { downgradeDatabase } = await loadOperations();
    return { reverted: await downgradeDatabase(file, this.#source, options) };
  }

  /** Names of the migrations that have not run yet, in the order in which they will. Changes nothing, and creates no file. */
  async pending(path: string | URL): Promise<readonly string[]> {
    return (await this.verify(path)).pending;
  }

  /** The ledger, oldest migration first; also that of a newer database. Changes nothing. */
  async executed(path: string | URL): Promise<readonly LedgerRow[]> {
    const file = filePathOf(path);
    const { listExecuted } = await loadOperations();
    return listExecuted(file, this.#source, this.#timeoutMs);
  }

  /**
   * Compares the ledger with the code. Changes nothing.
   *
   * @throws `MIGRATION_CHANGED`, `MIGRATION_MISSING`, `MIGRATION_OUT_OF_ORDER`, `DATABASE_NEWER`, `DATABASE_WITHOUT_LEDGER`, `NOT_A_DATABASE`
   */
  async verify(path: string | URL): Promise<VerifyResult> {
    const file = filePathOf(path);
    const { compareDatabase } = await loadOperations();
    const { executed, pending } = await compareDatabase(file, this.#source, this.#timeoutMs);
    return { executed: executed.map(({ name }) => name), pending: pending.map(({ name }) => name) };
  }

  /**
   * Gives a database without a ledger one in which all migrations up to `name` count as executed. Runs nothing.
   *
   * @throws `LEDGER_NOT_EMPTY`, `DATABASE_MISSING`; `RangeError` for a name that the code does not have
   */
  async baseline(path: string | URL, name: string): Promise<void> {
    const file = filePathOf(path);
    const { baselineDatabase } = await loadOperations();
    await baselineDatabase(file, this.#source, { name, timeoutMs: this.#timeoutMs });
  }

  async #initOrUpgrade(file: string): Promise<InitOrUpgradeResult> {
    const isNew = isMissingOrEmpty(file);
    const applied = await this.#upgrade(file, {});
    return { origin: applied.length === 0 ? "existing" : isNew ? "created" : "upgraded", applied };
  }

  async #upgrade(file: string, limit: UpLimit): Promise<readonly string[]> {
    const { upgradeDatabase } = await loadOperations();
    return upgradeDatabase(file, this.#source, { ...limit, timeoutMs: this.#timeoutMs, onProgress: this.#onProgress });
  }
}

/** Loaded late: most processes of a test run only take the fast path. */
function loadOperations(): Promise<typeof Operations> {
  return import("./runner-operations.js");
}

function filePathOf(path: string | URL): string {
  const parsed = parseDatabasePath(path);
  if (parsed.kind === "file") return parsed.path;
  throw misuseTypeError(
    'path: expected a file, got ":memory:", where every connection has a database of its own that is gone when the runner closes it',
  );
}
