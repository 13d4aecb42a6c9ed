import "../../errors/refuse-old-node.js";
import { endSuiteRun } from "../../runs/suite-run.js";
import { beginTestSuite } from "../../databases/suite/begin-test-suite.js";
import { VITEST_WORDS } from "./words.js";

/**
 * Global set-up for Vitest: the main process owns one run, since Vitest ends its workers without letting them clean up, and builds the template before
 * they start.
 *
 * ```ts
 * // vitest.config.ts
 * export default defineConfig({ test: { globalSetup: ["@picklejar/core/vitest/setup"] } });
 * ```
 */
export async function setup(): Promise<void> {
  const suite = await beginTestSuite();
  // Late, so that an old Node is refused before it finds a module that it cannot load.
  const { announceSuite } = await import("../announce-suite.js");
  announceSuite(suite, VITEST_WORDS);
}

/** Prints the summary, if tests used `@picklejar/core/vitest`, and removes the run with all its databases. */
export function teardown(): void {
  endSuiteRun();
}
