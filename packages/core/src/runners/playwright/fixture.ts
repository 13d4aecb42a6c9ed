import "../../errors/refuse-old-node.js";
import {
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  test as playwrightTest,
  type TestInfo,
  type TestType,
} from "@playwright/test";

import { misuseTypeError } from "../../errors/misuse-error.js";
import type { DatabaseHandle } from "../../harness/attempt/database-handle.js";
import type { TestAttempt } from "../../harness/attempt/test-attempt.js";
import { type PicklejarOptions, PlaywrightTests } from "./playwright-tests.js";
import type { TestApplication } from "./test-application.js";

export type { DatabaseHandle } from "../../harness/attempt/database-handle.js";
export type { PicklejarOptions } from "./playwright-tests.js";
export type { TestApplication } from "./test-application.js";

/** What can be set by `test.use()`, and under `use` in the configuration of Playwright. */
export interface TestDatabaseOptions {
  readonly picklejar: PicklejarOptions;
}

/** The fixtures of a test. */
export interface TestDatabaseFixtures extends TestDatabaseOptions {
  /** The database of this attempt of the test, or the first of several. */
  readonly db: DatabaseHandle;
  /** All of them by name. */
  readonly databases: Readonly<Record<string, DatabaseHandle>>;
  /** Calls `work` when the test ends, before its database is removed: last in, first out. What it returns is awaited. */
  readonly defer: (work: () => unknown) => void;
}

/** The fixtures of a worker. */
export interface TestDatabaseWorkerFixtures {
  /** To be overridden by a fixture that starts the application under test, once for all tests of a worker. */
  readonly application: TestApplication | undefined;
}

/** Out of reports, and with time limits of our own. */
const INNER = { box: true, timeout: 0 } as const;

/** Not for tests. */
interface InnerFixtures {
  readonly picklejarTest: void;
  readonly picklejarAttempt: TestAttempt<TestInfo>;
}

interface InnerWorkerFixtures {
  readonly picklejarTests: PlaywrightTests;
}

const extended = playwrightTest.extend<TestDatabaseFixtures & InnerFixtures, TestDatabaseWorkerFixtures & InnerWorkerFixtures>({
  picklejar: [{}, { option: true }],
  application: [undefined, { scope: "worker" }],
  picklejarTests: [
    async ({ application }, use) => {
      const tests = new PlaywrightTests(application);
      await use(tests);
      tests.save();
    },
    { scope: "worker", ...INNER },
  ],
  // Playwright makes it before `page` and what else a test asks for, and takes it back after these; `beforeAll` and `afterAll` do not have it.
  picklejarTest: [
    async ({ picklejar, picklejarTests }, use, testInfo) => {
      await picklejarTests.begin(picklejar, testInfo);
      await use();
      await picklejarTests.end(testInfo);
    },
    { auto: true, ...INNER },
  ],
  picklejarAttempt: [
    async ({ picklejarTests }, use, testInfo) => use(await picklejarTests.attemptOf(testInfo)),
    { timeout: 0, title: "database" },
  ],
  databases: async ({ picklejarAttempt }, use) => use(Object.fromEntries(picklejarAttempt.databases)),
  db: async ({ picklejarAttempt }, use) => {
    const [first] = picklejarAttempt.databases.values();
    if (first === undefined) throw misuseTypeError("databases: expected at least one name, got none");
    await use(first);
  },
  defer: async ({ picklejarAttempt }, use) => use((work) => picklejarAttempt.defer(work)),
});

/**
 * Playwright's `test`, whose tests get the database of the configuration file: each attempt of a test gets a new one, which is removed after the test's own
 * hooks. If the test fails, its database is retained in `.picklejar/failed`, and the report of Playwright says what the test changed in it.
 *
 * Use it with `globalSetup: "@picklejar/core/playwright/setup"`, which builds the template once, removes what is left, and prints the summary. A `test` of
 * one's own gets the fixtures by `mergeTests()` of Playwright.
 */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & TestDatabaseFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & TestDatabaseWorkerFixtures
> = extended;
