import { checkString, checkThat, isNonEmptyString, isObject, requireObject } from "./check-options.js";
import { isMigratorSource } from "./migrator-source.js";
import { optionTypeError, type OptionLocation } from "./option-error.js";

const EXPECTED = "a folder, a glob, a list of them, or a list of migrations";

/**
 * Checks the option `migrations`: locations, or migrations given in code, but not a mixture of the two.
 *
 * @throws `TypeError` that names the entry
 */
export function validateMigrations(location: OptionLocation, option: string, value: unknown): void {
  if (isLocation(value) || isMigratorSource(value)) return;
  if (!Array.isArray(value) || value.length === 0) {
    throw optionTypeError(location, option, EXPECTED, value, mayBeMigrator(value) ? HELPERS : "");
  }
  const check = isLocation(value[0]) ? checkLocation : validateMigration;
  for (const [index, entry] of value.entries()) check(location, `${option}[${index}]`, entry);
}

/** An instance of a library: Knex's is a function. An array is none. */
function mayBeMigrator(value: unknown): boolean {
  return typeof value === "function" || isObject(value);
}

const HELPERS =
  ". A migrator in code goes through its helper, for example " +
  'import { knex } from "@picklejar/core/migrators" and migrations: knex(({ path }) => makeKnex(path)); ' +
  "the others are kysely, mikroOrm, typeorm and umzug";

const checkLocation = checkThat("a folder or a glob, like the entries before it", isLocation);
const checkStep = checkThat("an SQL string or a function", (value) => typeof value === "string" || typeof value === "function");

function isLocation(value: unknown): boolean {
  return isNonEmptyString(value) || (value instanceof URL && value.protocol === "file:");
}

function validateMigration(location: OptionLocation, option: string, entry: unknown): void {
  requireObject(entry, location, option, "a migration: { name, up, down? }");
  const { name, up, down }: { readonly name?: unknown; readonly up?: unknown; readonly down?: unknown } = entry;
  checkString(location, `${option}.name`, name);
  checkStep(location, `${option}.up`, up);
  if (down !== undefined) checkStep(location, `${option}.down`, down);
}
