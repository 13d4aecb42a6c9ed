/**
 * What the entries for Vitest use. They are published as ES modules, and the rest has to be the one CommonJS instance, of which this is a part: each name
 * here is loaded by every test file.
 */
export { answerOpenTestDatabase } from "../../databases/open-test-database.js";
export { loadTestDatabases } from "../../databases/load-test-databases.js";
export { noteTestFile } from "../../evidence/retained/file-runner.js";
export { misuseTypeError } from "../../errors/misuse-error.js";
export { TEST_OPTION_CHECKS } from "../../harness/options/check-test-options.js";
export { throwCleanUpErrors } from "../../harness/attempt/clean-up-error.js";
export type { DatabaseHandle } from "../../harness/attempt/database-handle.js";
export { DatabaseScope } from "../../harness/database-scope.js";
export { Harness } from "../../harness/harness.js";
export { OpenHarness } from "../../harness/open-harness.js";
export { resolveTestOptions } from "../../harness/options/resolve-test-options.js";
export { RunStatistics } from "../../harness/summary/run-statistics.js";
export { TestAttempt } from "../../harness/attempt/test-attempt.js";
export type { TestInfo, TestOutcome } from "../../harness/attempt/test-info.js";
export type { TestOptions } from "../../harness/options/test-options.js";
export { checkOptions } from "../../options/check-options.js";
export type { OptionLocation } from "../../options/option-error.js";
export { ensureRun } from "../../runs/ensure-run.js";
