/**
 * What the entries for Vitest use. They are published as ES modules, and the rest has to be the one CommonJS instance, of which this is a part: each name
 * here is loaded by every test file.
 */
export { answerOpenTestDatabase } from "../../databases/open-test-database.js";
export { loadTestDatabases } from "../../databases/load-test-databases.js";
export { noteTestFile } from "../../evidence/retained/file-runner.js";
export { misuseTypeError } from "../../errors/misuse-error.js";
export { TEST_OPTION_CHECKS } from "../../harness/check-test-options.js";
export { throwCleanUpErrors } from "../../harness/clean-up-error.js";
export type { DatabaseHandle } from "../../harness/database-handle.js";
export { DatabaseScope } from "../../harness/database-scope.js";
export { Harness } from "../../harness/harness.js";
export { OpenHarness } from "../../harness/open-harness.js";
export { resolveTestOptions } from "../../harness/resolve-test-options.js";
export { RunStatistics } from "../../harness/run-statistics.js";
export { TestAttempt } from "../../harness/test-attempt.js";
export type { TestInfo, TestOutcome } from "../../harness/test-info.js";
export type { TestOptions } from "../../harness/test-options.js";
export { checkOptions } from "../../options/check-options.js";
export type { OptionLocation } from "../../options/option-error.js";
export { ensureRun } from "../../runs/ensure-run.js";
