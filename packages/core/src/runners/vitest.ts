import "../errors/refuse-old-node.js";
import { endSuiteRun } from "../runs/suite-run.js";
import { beginTestSuite } from "../databases/begin-test-suite.js";

/**
 * Global set-up for Vitest: the main process owns one run for the whole of `vitest run`, since Vitest ends its workers without a
 * chance to clean up, and builds the template before they start.
 *
 * ```ts
 * // vitest.config.ts
 * export default defineConfig({ test: { globalSetup: ["@picklejar/core/vitest"] } });
 * ```
 */
export async function setup(): Promise<void> {
  const { run, sources } = await beginTestSuite();
  // Late, so that an old Node gets as far as to be refused with a sentence.
  const { announceVitestSummary } = await import("./vitest-summary.js");
  announceVitestSummary(run, sources);
}

/** Prints the summary, where tests used the fixture of `@picklejar/core/vitest-fixture`, and removes the run with all its databases. */
export function teardown(): void {
  endSuiteRun();
}
