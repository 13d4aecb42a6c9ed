import { beginSuiteRun, endSuiteRun } from "./run-directory/suite-run.js";

/**
 * Global set-up for Vitest: the main process owns one run for the whole of `vitest run`, since Vitest ends its workers without a
 * chance to clean up.
 *
 * ```ts
 * // vitest.config.ts
 * export default defineConfig({ test: { globalSetup: ["@picklejar/core/vitest"] } });
 * ```
 */
export function setup(): void {
  beginSuiteRun();
}

/** Removes the run, with all databases of it. */
export function teardown(): void {
  endSuiteRun();
}
