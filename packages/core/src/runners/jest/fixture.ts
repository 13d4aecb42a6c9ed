import "../../errors/refuse-old-node.js";
import type { PicklejarConfig } from "../../config/database-config.js";
import { misuseTypeError } from "../../errors/misuse-error.js";
import type { DatabaseHandle } from "../../harness/attempt/database-handle.js";
import type { TestOptions } from "../../harness/options/test-options.js";
import type { CircusTest } from "./circus.js";

export type { DatabaseHandle } from "../../harness/attempt/database-handle.js";

/** What {@link useTestDatabase} takes. */
export interface UseTestDatabaseOptions extends TestOptions<CircusTest> {
  /** A configuration given in code. @defaultValue the configuration file, found from the working directory upwards */
  readonly config?: PicklejarConfig;
}

/** Gives the database of the test that runs. */
export interface TestDatabaseGetter {
  /**
   * The first of the test's databases, or one by its name in the configuration. The same one in the test and in its `beforeEach` and `afterEach`.
   *
   * @throws `TypeError` outside of a test (in `beforeAll`, or after the test has ended), and `RangeError` for a name that the test does not have
   */
  (name?: string): DatabaseHandle;
  /** Calls `work` when the test ends, before its database is removed: last in, first out. What it returns is awaited. */
  readonly defer: (work: () => unknown) => void;
}

/**
 * Gives each test of the file, or of the `describe` that it is called in, a database of its own, which is removed after the test's own hooks. If the
 * test fails, its database is retained in `.picklejar/failed`, and stderr says what the test changed in it.
 *
 * Needs `testEnvironment: "@picklejar/core/jest/environment"`. With `globalSetup: "@picklejar/core/jest/setup"` the template is built before the first
 * test, and with `globalTeardown: "@picklejar/core/jest/teardown"` what is left is removed, and the summary is printed.
 *
 * ```ts
 * const db = useTestDatabase();
 * test("adds a user", () => addUser(db().path));
 * ```
 *
 * @throws `TypeError` or `RangeError` for wrong options, a second call for the same tests, and without the environment
 */
export function useTestDatabase(options?: UseTestDatabaseOptions): TestDatabaseGetter {
  // With the environment, tests get the function that the environment has made for their file.
  void options;
  throw misuseTypeError(
    'useTestDatabase: expected the test environment "@picklejar/core/jest/environment", got another one. Set it as testEnvironment in the ' +
      "configuration of Jest, or in a @jest-environment comment; to use another one (jsdom), wrap it with withPicklejar() of that module.",
  );
}
