import { misuseRangeError, misuseTypeError } from "../errors/misuse-error.js";
import { checkDatabaseOption } from "../options/check-database-option.js";
import { describeValue, optionTypeError, unknownOptionError, type OptionLocation } from "../options/option-error.js";
import type { MigrationSourceOptions } from "./migration-source.js";
import type { MigrationProgress } from "./run-migrations.js";

export interface MigrationRunnerOptions extends MigrationSourceOptions {
  /**
   * What relative paths in `migrations` are relative to.
   * @defaultValue the working directory
   */
  readonly directory?: string;
  /**
   * Milliseconds to wait for other upgrades of the same database, and for connections that have it.
   * @defaultValue 600000
   */
  readonly lockTimeoutMs?: number;
  /** Called before each migration. */
  readonly onProgress?: (progress: MigrationProgress) => void;
}

const PLACE: OptionLocation = { file: undefined, subject: "MigrationRunner", prefix: "" };

const OPTIONS: readonly string[] = [
  "migrations",
  "format",
  "order",
  "ignore",
  "ledgerTable",
  "connection",
  "directory",
  "lockTimeoutMs",
  "onProgress",
] satisfies readonly (keyof MigrationRunnerOptions)[];

/**
 * Checks what a `MigrationRunner` is made with. Options of a configuration's database pass, so that both can share one object.
 *
 * @throws `TypeError` or `RangeError` that names the option, what is expected and the value
 */
export function checkRunnerOptions(options: MigrationRunnerOptions): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw optionTypeError(PLACE, "options", 'an object, as { migrations: "db/migrations" }', options);
  }
  for (const [option, value] of Object.entries(options)) {
    if (option === "directory") checkKind(option, "string", "a text", value);
    else if (option === "onProgress") checkKind(option, "function", "a function", value);
    else if (option !== "lockTimeoutMs" && !checkDatabaseOption(PLACE, option, value)) {
      throw unknownOptionError(PLACE, option, OPTIONS);
    }
  }
  if (options.migrations === undefined) throw optionTypeError(PLACE, "migrations", "given", undefined);
  const { lockTimeoutMs = 0 } = options;
  if (typeof lockTimeoutMs === "number" && lockTimeoutMs >= 0) return;
  throw misuseRangeError(`lockTimeoutMs must be a number of milliseconds, 0 or above; got ${describeValue(lockTimeoutMs)}`);
}

/** Checks the limit of `up` or `down`: misspelt, or not in an object, it would be none. */
export function checkLimitOptions(method: "up" | "down", limit: unknown): void {
  const place: OptionLocation = { ...PLACE, subject: `MigrationRunner.${method}` };
  if (typeof limit !== "object" || limit === null || Array.isArray(limit)) {
    const name = typeof limit === "string" ? "to" : typeof limit === "number" ? "step" : undefined;
    const suggestion = name === undefined ? "" : `. Did you mean { ${name}: ${describeValue(limit)} }?`;
    throw misuseTypeError(`${optionTypeError(place, "limit", "an object with to or step", limit).message}${suggestion}`);
  }
  for (const option of Object.keys(limit)) {
    if (option !== "to" && option !== "step") throw unknownOptionError(place, option, ["to", "step"]);
  }
}

function checkKind(option: string, kind: "string" | "function", expected: string, value: unknown): void {
  if (value !== undefined && typeof value !== kind) throw optionTypeError(PLACE, option, expected, value);
}
