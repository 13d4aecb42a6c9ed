import "../../errors/refuse-old-node.js";
import { beginTestSuite } from "../../databases/suite/begin-test-suite.js";
import type { DatabaseHandle } from "../../harness/attempt/database-handle.js";
import type { TestOptions } from "../../harness/options/test-options.js";
import { endSuiteRun } from "../../runs/suite-run.js";
import type { HookContext } from "./mocha-objects.js";
import { MOCHA_WORDS } from "./words.js";

export type { DatabaseHandle } from "../../harness/attempt/database-handle.js";

/** What a configuration has under `mocha`. */
export type MochaOptions = TestOptions<Mocha.Context>;

declare module "../../config/database-config.js" {
  interface IntegrationConfig {
    /** Options of `@picklejar/core/mocha`, for all tests of Mocha. */
    readonly mocha?: MochaOptions;
  }
}

declare global {
  namespace Mocha {
    /** `this` in a test and in its hooks. */
    interface Context {
      /**
       * The database of this attempt of the test, or the first of several.
       *
       * @throws `TypeError` in `before` and `after`, and after the test has ended
       */
      readonly db: DatabaseHandle;
      /** All of them by name. */
      readonly databases: Readonly<Record<string, DatabaseHandle>>;
      /** Calls `work` when the test ends, before its database is removed: last in, first out. What it returns is awaited. */
      readonly defer: (work: () => unknown) => void;
    }
  }
}

/** Hooks that Mocha runs around all tests of a process. */
export interface RootHooks {
  beforeAll(this: HookContext): Promise<void>;
  beforeEach(this: HookContext): Promise<void>;
  afterAll(this: HookContext): Promise<void>;
}

/**
 * For Mocha's `require`: the main process owns one run, which workers inherit, and builds the template before the tests start.
 *
 * ```json
 * { "require": "@picklejar/core/mocha" }
 * ```
 */
export async function mochaGlobalSetup(): Promise<void> {
  const suite = await beginTestSuite();
  // Late, so that an old Node is refused before it finds a module that it cannot load.
  const { announceSuite } = await import("../announce-suite.js");
  announceSuite(suite, MOCHA_WORDS);
}

/** Prints the summary, and removes the run with all its databases. */
export function mochaGlobalTeardown(): void {
  endSuiteRun();
}

/**
 * Gives each test `this.db`, a database of its own, which is removed after the test's own hooks. If the test fails, its database is retained in
 * `.picklejar/failed`, and stderr says what the test changed in it.
 */
export async function mochaHooks(): Promise<RootHooks> {
  const { MochaTests } = await import("./mocha-tests.js");
  const tests = new MochaTests();
  // Mocha reports a hook that fails by the name of its function.
  return {
    beforeAll: async function picklejar() {
      // picklejar has time limits of its own.
      this.timeout(0);
      await tests.beginFile(this);
    },
    beforeEach: async function picklejar() {
      this.timeout(0);
      await tests.beginTest(this);
    },
    afterAll: async function picklejar() {
      this.timeout(0);
      await tests.endFile();
    },
  };
}
