import { SetupMissingError } from "../errors/classes/setup-errors.js";
import { checkOptions, checkString } from "../options/check-options.js";
import type { OptionLocation } from "../options/option-error.js";
import { Run } from "../runs/run.js";
import type { Database } from "../sqlite/load-sqlite.js";

/** What {@link openTestDatabase} takes. */
export interface OpenTestDatabaseOptions {
  /** Name of the database under `databases`. @defaultValue `"default"` */
  readonly database?: string;
}

/** Makes a database of the configuration by its name, and opens it, for whichever test calls. */
export type OpenDatabase = (name: string) => Database;

export const OPEN_LOCATION: OptionLocation = { file: undefined, subject: "openTestDatabase", prefix: "" };

/** Of the test file that runs. */
class TestFileDatabases {
  open: OpenDatabase | undefined;
}

/** Says what answers {@link openTestDatabase} from now on in this process: once for each test file. */
export function answerOpenTestDatabase(run: Run, open: OpenDatabase | undefined): void {
  run.own(TestFileDatabases).open = open;
}

/**
 * Opens a new migrated database, without waiting: of the test that calls, or of the test file where it is called outside of tests (at module level, in a
 * factory of `vi.mock`, in `beforeAll`). It is closed and removed when that ends, and retained if that failed. Each call gives another database.
 *
 * Needs a runner that is set up: `@picklejar/core/vitest/setup` with `@picklejar/core/vitest/hooks`, or `@picklejar/core/jest/environment`.
 *
 * @returns a connection of better-sqlite3, with the configuration's `connection` applied; its `name` is the path
 * @throws {@link SetupMissingError} `SETUP_MISSING` before a set-up; {@link TemplateMissingError} `TEMPLATE_MISSING`; `TypeError` or `RangeError` for
 * options, and when the test has ended; what `connection` throws
 */
export function openTestDatabase(options?: OpenTestDatabaseOptions): Database {
  const database = readDatabaseName(options);
  const open = Run.current()?.own(TestFileDatabases).open;
  if (open === undefined) throw new SetupMissingError();
  return open(database);
}

/**
 * Reads the options of {@link openTestDatabase}.
 *
 * @throws `TypeError` for wrong ones
 */
export function readDatabaseName(options: OpenTestDatabaseOptions | undefined): string {
  return checkOptions<OpenTestDatabaseOptions>(options, OPEN_LOCATION, { database: checkString }).database ?? "default";
}
