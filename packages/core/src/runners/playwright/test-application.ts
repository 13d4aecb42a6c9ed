import type { TestInfo } from "@playwright/test";

import type { DatabaseHandle } from "../../harness/attempt/database-handle.js";
import type { TestOptions } from "../../harness/options/test-options.js";
import { isObject } from "../../options/check-options.js";
import { type OptionLocation, optionTypeError } from "../../options/option-error.js";

const FIXTURE: OptionLocation = { file: undefined, subject: "fixture", prefix: "" };

/** An application that a worker starts once, and that is told of the database of each test. */
export interface TestApplication {
  /** Has it use a test's database; called for each of the test's databases, before its hooks. Awaited, for at most `applicationTimeoutMs`. */
  onDatabase(database: DatabaseHandle, testInfo: TestInfo): unknown;
  /** Has it close the database; after the test's hooks and deferred work. Awaited, for at most `applicationTimeoutMs`. */
  onRelease?(database: DatabaseHandle, testInfo: TestInfo): unknown;
}

/**
 * Has an application told of databases before the functions of the options are, and of their end after these.
 *
 * @throws `TypeError` for what is no application
 */
export function tellApplication(
  application: TestApplication | undefined,
  options: TestOptions<TestInfo>,
): TestOptions<TestInfo> {
  if (application === undefined) return options;
  requireApplication(application);
  return {
    ...options,
    async onDatabase(database, testInfo) {
      await application.onDatabase(database, testInfo);
      await options.onDatabase?.(database, testInfo);
    },
    async onRelease(database, testInfo) {
      try {
        await options.onRelease?.(database, testInfo);
      } finally {
        await application.onRelease?.(database, testInfo);
      }
    },
  };
}

function requireApplication(value: unknown): asserts value is TestApplication {
  if (isObject(value) && "onDatabase" in value && typeof value.onDatabase === "function") return;
  throw optionTypeError(FIXTURE, "application", "an object with a function onDatabase", value);
}
