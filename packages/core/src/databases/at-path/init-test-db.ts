import { isObject, requireObject } from "../../options/check-options.js";
import { optionTypeError, type OptionLocation } from "../../options/option-error.js";
import type * as Implementation from "./initialize-test-database.js";
import type { TestDatabaseOptions } from "./requested-database.js";
import type { TestDatabase } from "../test-database.js";

/** Loaded by the first call: an application that only uses its `MigrationRunner` does not need it. */
let implementation: typeof Implementation | undefined;

const LOCATION: OptionLocation = { file: undefined, subject: "initTestDb", prefix: "" };

/**
 * Gives a migrated database for tests: a private one, or the one at a path, which is made if it is missing and upgraded if it is behind. Idempotent;
 * the work for a path is done once, however many callers ask at the same time.
 *
 * @param path a path or URL; `:memory:` for a database in memory; without it, a private file in the run directory
 * @param options which configuration and database; or a configuration itself
 * @throws what building the template can throw, and `DATABASE_NEWER`, `DATABASE_WITHOUT_LEDGER`, `NOT_A_DATABASE`, `NOT_A_FILE`,
 * `PARENT_FOLDER_MISSING`, `PERMISSION_DENIED`, `DISK_FULL`, `DATABASE_BUSY`, `SIDECAR_FOUND`, `RUN_ENDED`; nothing that was there is lost.
 * @remarks A path that this process knows already costs one `stat`. A new database costs 1.2 to 1.6 times `fs.copyFileSync`.
 */
export async function initTestDb(path?: string | URL, options?: TestDatabaseOptions): Promise<TestDatabase>;
/** The same without a path: a private database. */
export async function initTestDb(options: TestDatabaseOptions): Promise<TestDatabase>;
export async function initTestDb(
  path?: string | URL | TestDatabaseOptions,
  options?: TestDatabaseOptions,
): Promise<TestDatabase> {
  const [file, given] = isOptions(path) ? [undefined, path] : [path, options];
  if (!(file === undefined || typeof file === "string" || file instanceof URL))
    throw optionTypeError(LOCATION, "path", "a path, a URL, or options", path);
  if (isOptions(path) && options !== undefined)
    throw optionTypeError(LOCATION, "options", "them once (without a path they come first)", [path, options]);
  if (given !== undefined) requireObject(given, LOCATION, "options");
  implementation ??= await import("./initialize-test-database.js");
  return implementation.initializeTestDatabase(file, given);
}

function isOptions(argument: unknown): argument is TestDatabaseOptions {
  return isObject(argument) && !(argument instanceof URL);
}
