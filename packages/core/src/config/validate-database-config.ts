import { misuseTypeError } from "../errors/misuse-error.js";
import { checkDatabaseOption, DATABASE_OPTIONS } from "../options/check-database-option.js";
import { nameOption, optionTypeError, unknownOptionError, type OptionLocation } from "../options/option-error.js";
import { INTEGRATION_OPTIONS, type DatabaseConfig } from "./database-config.js";

const OPTIONS = Object.keys(DATABASE_OPTIONS satisfies Readonly<Record<Exclude<keyof DatabaseConfig, "databases">, unknown>>);
const OPTIONS_OF_MIGRATIONS = ["format", "order", "ignore", "ledgerTable"];

/**
 * Checks the options of one database, each by itself and then together. An option that is `undefined` counts as not given.
 *
 * @throws `TypeError` or `RangeError` that names the option, the wish, the value and the file.
 */
export function validateDatabaseConfig(config: DatabaseConfig, place: OptionLocation): void {
  for (const [option, value] of Object.entries(config)) {
    if (place.prefix === "" && INTEGRATION_OPTIONS.includes(option)) continue;
    if (!checkDatabaseOption(place, option, value)) throw unknownOptionError(place, option, knownOptions(place));
  }
  requireOneMigrator(config, place);
  if (place.file === undefined) requireVersion(config, place);
}

function knownOptions({ prefix }: OptionLocation): string[] {
  return prefix === "" ? [...OPTIONS, "databases", ...INTEGRATION_OPTIONS] : OPTIONS;
}

function requireOneMigrator(config: DatabaseConfig, place: OptionLocation): void {
  const given: Readonly<Record<string, unknown>> = { ...config };
  const hasMigrations = given["migrations"] !== undefined;
  if (given["migrate"] === undefined) {
    if (!hasMigrations) throw optionTypeError(place, "migrations (or migrate)", "given", undefined);
    return;
  }
  if (hasMigrations)
    throw misuseTypeError(`${nameOption(place, "migrations")} and migrate exclude each other: keep one of them`);
  const pointless = OPTIONS_OF_MIGRATIONS.find((option) => given[option] !== undefined);
  if (pointless !== undefined) {
    throw misuseTypeError(`${nameOption(place, pointless)} is for migrations, and does nothing beside migrate: remove it`);
  }
}

/** A function given in code comes from a file that the fingerprint does not know. */
function requireVersion(config: DatabaseConfig, place: OptionLocation): void {
  if (config.version !== undefined) return;
  const option =
    (["migrate", "connection", "seed"] as const).find((name) => config[name] !== undefined) ??
    (hasFunctions(config.migrations) ? "migrations" : undefined);
  if (option === undefined) return;
  const what = option === "migrations" ? "holds functions" : "is a function";
  throw misuseTypeError(
    `${nameOption(place, option)} ${what} given in code, which no fingerprint can see into. ` +
      `Add ${place.prefix}version: "1" beside it, and change it whenever the code changes; or move the configuration into a file.`,
  );
}

function hasFunctions(migrations: unknown): boolean {
  return Array.isArray(migrations) && migrations.some((entry: { readonly up?: unknown }) => typeof entry.up === "function");
}
