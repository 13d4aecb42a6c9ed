import { extname } from "node:path";

import { misuseTypeError } from "../errors/misuse-error.js";
import { describeValue, nameOption, optionRangeError, optionTypeError, type OptionLocation } from "./option-error.js";
import { validateMigrations } from "./validate-migrations.js";

export const MIGRATION_FORMATS = ["sql", "up-down-pairs", "folders", "modules", "mixed"] as const;
export const STRATEGIES = ["auto", "copy", "overlay", "memory"] as const;

type Check = (place: OptionLocation, option: string, value: unknown) => void;

/** The options of one database, each with its check. */
export const DATABASE_OPTIONS = {
  migrations: validateMigrations,
  migrate: checkFunction,
  connection: checkFunction,
  seed: checkFunction,
  inputs: checkTexts,
  environmentInputs: checkTexts,
  testDatabases: checkTexts,
  strategy: checkChoice(STRATEGIES),
  version: checkText,
  format: checkChoice(MIGRATION_FORMATS),
  order: checkChoice(["name", "natural"]),
  ignore: checkTexts,
  ledgerTable: checkText,
} satisfies Readonly<Record<string, Check>>;

const CHECKS: ReadonlyMap<string, Check> = new Map(Object.entries(DATABASE_OPTIONS));

/** Checks one option of a database by itself; `false` when there is none of that name. */
export function checkDatabaseOption(place: OptionLocation, option: string, value: unknown): boolean {
  if (value === undefined) return true;
  const check = CHECKS.get(option);
  check?.(place, option, value);
  return check !== undefined;
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
