import "../../errors/refuse-old-node.js";
import { beginTestSuite } from "../../databases/suite/begin-test-suite.js";
import { endSuiteRun } from "../../runs/suite-run.js";
import { PLAYWRIGHT_WORDS } from "./words.js";

/**
 * `globalSetup` for Playwright: the main process owns one run, which its workers inherit, and builds the template before they start.
 *
 * ```ts
 * // playwright.config.ts
 * export default defineConfig({ globalSetup: "@picklejar/core/playwright/setup" });
 * ```
 *
 * @returns what Playwright calls at the end: it prints the summary, and removes the run with all its databases
 */
export default async function setUpRun(): Promise<() => void> {
  const suite = await beginTestSuite();
  // Late, so that an old Node is refused before it finds a module that it cannot load.
  const { announceSuite } = await import("../announce-suite.js");
  announceSuite(suite, PLAYWRIGHT_WORDS);
  return endSuiteRun;
}
