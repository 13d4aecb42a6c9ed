import { misuseTypeError } from "../errors/misuse-error.js";
import { checkOptions, type OptionCheck } from "../options/check-options.js";
import { DATABASE_OPTION_CHECKS } from "../options/database-options.js";
import { isMigratorSource, MIGRATOR_SOURCE } from "../options/migrator-source.js";
import { nameOption, optionTypeError, type OptionLocation } from "../options/option-error.js";
import { INTEGRATION_OPTIONS, type DatabaseConfig } from "./database-config.js";

const CHECKS: Readonly<Record<Exclude<keyof DatabaseConfig, "databases">, OptionCheck>> = DATABASE_OPTION_CHECKS;
const OPTIONS = Object.keys(CHECKS);
const OPTIONS_OF_MIGRATIONS = ["format", "order", "ignore", "ledger", "ledgerTable"];

/**
 * Checks the options of one database, first each by itself, then together. An option that is `undefined` counts as not given.
 *
 * @throws `TypeError` or `RangeError` that names the option, what was expected, the value and the file
 */
export function validateDatabaseConfig(config: DatabaseConfig, location: OptionLocation): void {
  const isTop = location.prefix === "";
  const own = Object.entries(config).filter(([option]) => !(isTop && INTEGRATION_OPTIONS.includes(option)));
  checkOptions<Omit<DatabaseConfig, "databases">>(
    Object.fromEntries(own),
    location,
    CHECKS,
    isTop ? [...OPTIONS, "databases", ...INTEGRATION_OPTIONS] : OPTIONS,
  );
  requireOneMigrator(config, location);
  if (location.file === undefined) requireVersion(config, location);
}

function requireOneMigrator(config: DatabaseConfig, location: OptionLocation): void {
  const given: Readonly<Record<string, unknown>> = { ...config };
  const { migrations, migrate } = given;
  if (migrations === undefined && migrate === undefined)
    throw optionTypeError(location, "migrations", "a value, or the option migrate in its place", undefined);
  if (migrations !== undefined && migrate !== undefined)
    throw misuseTypeError(`${nameOption(location, "migrations")} and migrate exclude each other: keep one of them`);
  const migrator = isMigratorSource(migrations) ? migrations[MIGRATOR_SOURCE] : "migrate";
  if (migrate === undefined && !isMigratorSource(migrations)) return;
  const pointless = OPTIONS_OF_MIGRATIONS.find((option) => given[option] !== undefined);
  if (pointless === undefined) return;
  throw misuseTypeError(
    `${nameOption(location, pointless)} belongs to picklejar's own runner and does nothing beside ${migrator}: remove it`,
  );
}

/** The fingerprint does not know the file of a function that is given in code. */
function requireVersion(config: DatabaseConfig, location: OptionLocation): void {
  if (config.version !== undefined) return;
  const option =
    (["migrate", "connection", "seed"] as const).find((name) => config[name] !== undefined) ??
    (hasFunctions(config.migrations) ? "migrations" : undefined);
  if (option === undefined) return;
  const what = option === "migrations" ? "holds functions" : "is a function";
  throw misuseTypeError(
    `${nameOption(location, option)} ${what} given in code, and no fingerprint shows when their file changes. ` +
      `Add ${location.prefix}version: "1" beside it, and change it whenever the code changes; or move the configuration into a file.`,
  );
}

function hasFunctions(migrations: unknown): boolean {
  if (isMigratorSource(migrations)) return true;
  return Array.isArray(migrations) && migrations.some((entry: { readonly up?: unknown }) => typeof entry.up === "function");
}
