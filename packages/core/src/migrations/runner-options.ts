import { misuseTypeError } from "../errors/misuse-error.js";
import { checkFunction, checkOptions, checkThat, isObject, requireObject } from "../options/check-options.js";
import { DATABASE_OPTION_CHECKS } from "../options/database-options.js";
import { isMigratorSource, MIGRATOR_SOURCE } from "../options/migrator-source.js";
import { describeValue, nameOption, optionRangeError, optionTypeError, type OptionLocation } from "../options/option-error.js";
import type { MigrationSourceOptions } from "./migration-source.js";
import type { MigrationProgress } from "./run-migrations.js";
import type { UpLimit } from "./select-migrations.js";

export interface MigrationRunnerOptions extends MigrationSourceOptions {
  /**
   * The folder that paths in `migrations` are relative to.
   * @defaultValue the working directory
   */
  readonly directory?: string;
  /**
   * Milliseconds to wait for other upgrades of the same database, and for connections that lock it.
   * @defaultValue 600000
   */
  readonly lockTimeoutMs?: number;
  /** Called before each migration. */
  readonly onProgress?: (progress: MigrationProgress) => void;
}

export const DEFAULT_TIMEOUT_MS = 600_000;

const LOCATION: OptionLocation = { file: undefined, subject: "MigrationRunner", prefix: "" };

const CHECKS = {
  ...DATABASE_OPTION_CHECKS,
  migrations: checkRunnerMigrations,
  directory: checkThat("a string", (value) => typeof value === "string"),
  onProgress: checkFunction,
  lockTimeoutMs: checkThat(
    "a number of milliseconds, 0 or more",
    (value) => typeof value === "number" && value >= 0,
    optionRangeError,
  ),
};

const OPTIONS: readonly string[] = [
  "migrations",
  "format",
  "order",
  "ignore",
  "ledger",
  "ledgerTable",
  "connection",
  "directory",
  "lockTimeoutMs",
  "onProgress",
] satisfies readonly (keyof MigrationRunnerOptions)[];

/**
 * Checks what a `MigrationRunner` is created with. Options of a configuration's database pass, so that both can share one object.
 *
 * @throws `TypeError` or `RangeError` that names the option, what was expected and the value
 */
export function checkRunnerOptions(options: MigrationRunnerOptions): void {
  requireObject(options, LOCATION, "options", 'an object such as { migrations: "db/migrations" }');
  checkOptions<typeof CHECKS>(options, LOCATION, CHECKS, OPTIONS);
  if (options.migrations === undefined) CHECKS.migrations(LOCATION, "migrations", undefined);
}

/** Another library's migrator does not run here. A hoisted function, as {@link CHECKS} names it. */
function checkRunnerMigrations(location: OptionLocation, option: string, value: unknown): void {
  if (isMigratorSource(value)) {
    throw misuseTypeError(
      `${nameOption(location, option)} is a migrator of ${value[MIGRATOR_SOURCE]}, which the application runs by itself: call it, in place of ` +
        "MigrationRunner. Give it as migrations in the configuration of the tests only",
    );
  }
  DATABASE_OPTION_CHECKS.migrations(location, option, value);
}

/** Checks the limit of `up` or `down`: a misspelt one would be no limit. */
export function checkLimitOptions(method: "up" | "down", limit: unknown): void {
  const location: OptionLocation = { ...LOCATION, subject: `MigrationRunner.${method}` };
  if (!isObject(limit)) {
    const name = typeof limit === "string" ? "to" : typeof limit === "number" ? "step" : undefined;
    const hint = name === undefined ? "" : `. Did you mean { ${name}: ${describeValue(limit)} }?`;
    throw optionTypeError(location, "limit", "an object with to or step", limit, hint);
  }
  // Their values are checked with the migrations.
  checkOptions<UpLimit>(limit, location, { to: () => undefined, step: () => undefined });
}
