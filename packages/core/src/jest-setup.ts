import { beginSuiteRun } from "./run-directory/suite-run.js";

/**
 * `globalSetup` for Jest: the main process owns one run, which its workers inherit. Goes with `globalTeardown:
 * "@picklejar/core/jest-teardown"`.
 */
export default function setUpRun(): void {
  beginSuiteRun();
}
