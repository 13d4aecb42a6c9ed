import { checkChoice, checkFunction, checkString, checkStrings, type OptionCheck } from "./check-options.js";
import { validateMigrations } from "./validate-migrations.js";

export const MIGRATION_FORMATS = [
  "sql",
  "up-down-pairs",
  "folders",
  "modules",
  "mixed",
  "nested",
  "flyway",
  "drizzle-0",
  "drizzle-1",
  "prisma",
  "d1",
  "dbmate",
  "goose",
  "golang-migrate",
  "sqlx",
  "diesel",
  "postgrator",
] as const;
export const LEDGER_KINDS = ["picklejar", "native"] as const;
export const STRATEGIES = ["auto", "copy", "overlay", "memory"] as const;

/** The options of one database, each with its check. */
export const DATABASE_OPTION_CHECKS = {
  migrations: validateMigrations,
  migrate: checkFunction,
  connection: checkFunction,
  seed: checkFunction,
  inputs: checkStrings,
  environmentInputs: checkStrings,
  testDatabases: checkStrings,
  strategy: checkChoice(STRATEGIES),
  version: checkString,
  format: checkChoice(MIGRATION_FORMATS),
  order: checkChoice(["name", "natural"]),
  ignore: checkStrings,
  ledger: checkChoice(LEDGER_KINDS),
  ledgerTable: checkString,
} satisfies Readonly<Record<string, OptionCheck>>;
