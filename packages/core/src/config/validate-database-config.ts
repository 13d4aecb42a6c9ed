import { extname } from "node:path";

import type { MigrationFormat } from "../migrations/migration-source.js";
import { INTEGRATION_OPTIONS, type DatabaseConfig, type Strategy } from "./database-config.js";
import {
  describeValue,
  nameOption,
  optionRangeError,
  optionTypeError,
  unknownOptionError,
  type OptionLocation,
} from "../options/option-error.js";
import { validateMigrations } from "../options/validate-migrations.js";
import { misuseTypeError } from "../errors/misuse-error.js";

/** The options of one database, each with its check. */
type OptionName = Exclude<keyof DatabaseConfig, "databases">;
type Check = (place: OptionLocation, option: string, value: unknown) => void;

const FORMATS: readonly MigrationFormat[] = ["sql", "up-down-pairs", "folders", "modules", "mixed"];
const STRATEGIES: readonly Strategy[] = ["auto", "copy", "overlay", "memory"];

const CHECKS_BY_OPTION: Readonly<Record<OptionName, Check>> = {
  migrations: validateMigrations,
  migrate: checkFunction,
  connection: checkFunction,
  seed: checkFunction,
  inputs: checkTexts,
  environmentInputs: checkTexts,
  testDatabases: checkTexts,
  strategy: checkChoice(STRATEGIES),
  version: checkText,
  format: checkChoice(FORMATS),
  order: checkChoice(["name", "natural"]),
  ignore: checkTexts,
  ledgerTable: checkText,
};

const CHECKS: ReadonlyMap<string, Check> = new Map(Object.entries(CHECKS_BY_OPTION));
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

/** Checks one option of a database by itself; `false` when there is none of that name. */
export function checkDatabaseOption(place: OptionLocation, option: string, value: unknown): boolean {
  if (value === undefined) return true;
  const check = CHECKS.get(option);
  check?.(place, option, value);
  return check !== undefined;
}

function knownOptions({ prefix }: OptionLocation): string[] {
  return prefix === "" ? [...CHECKS.keys(), "databases", ...INTEGRATION_OPTIONS] : [...CHECKS.keys()];
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

function checkFunction(place: OptionLocation, option: string, value: unknown): void {
  if (typeof value === "function") return;
  const error = optionTypeError(place, option, "a function", value);
  if (place.file === undefined || extname(place.file) !== ".json") throw error;
  throw misuseTypeError(`${error.message}. JSON cannot hold functions: move the configuration to picklejar.config.mjs`);
}

function checkText(place: OptionLocation, option: string, value: unknown): void {
  if (typeof value !== "string" || value === "") throw optionTypeError(place, option, "a text that is not empty", value);
}

function checkTexts(place: OptionLocation, option: string, value: unknown): void {
  if (!Array.isArray(value)) throw optionTypeError(place, option, "a list of texts", value);
  const wrong = value.findIndex((entry) => typeof entry !== "string" || entry === "");
  if (wrong < 0) return;
  throw misuseTypeError(
    `${nameOption(place, `${option}[${wrong}]`)} must be a text that is not empty; got ${describeValue(value[wrong])}`,
  );
}

function checkChoice(choices: readonly string[]): Check {
  return (place, option, value) => {
    if (!choices.some((choice) => choice === value)) throw optionRangeError(place, option, choices, value);
  };
}
