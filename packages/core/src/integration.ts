import "./errors/refuse-old-node.js";

/** For packages that wire picklejar into a test runner. */
export type { ResolvedDatabase } from "./config/database-config.js";
export { loadIntegrationConfig, type LoadedIntegrationConfig } from "./config/load-integration-config.js";
export {
  checkBoolean,
  checkOptions,
  checkString,
  checkThat,
  isObject,
  requireObject,
  withoutUndefined,
  type OptionCheck,
} from "./options/check-options.js";
export { nameOption, optionRangeError, optionTypeError, suggest, type OptionLocation } from "./options/option-error.js";
export { attempt } from "./errors/attempt.js";
export { nameErrors } from "./errors/picklejar-error.js";
export { getOrCreate } from "./files/get-or-create.js";
export { misuseRangeError, misuseTypeError, PICKLEJAR_MARK } from "./errors/misuse-error.js";
export { ensureDirectory } from "./files/ensure-directory.js";
export { THREAD_NAME } from "./files/unique-name.js";
export { errorCodeOf, hasErrorCode } from "./errors/error-code.js";
export { isError } from "./errors/is-error.js";
export { messageOf } from "./errors/message-of.js";
export { toLogJson, toLogLine, toLogText } from "./errors/log-text.js";
export { ensureRun, joinOrOwnRun } from "./runs/ensure-run.js";
export { endRun, type Run } from "./runs/run.js";
export { refuseSecondSqlite } from "./sqlite/refuse-second-sqlite.js";
export { answerOpenTestDatabase, type OpenDatabase } from "./databases/open-test-database.js";
export { loadTestDatabases, type TestDatabases } from "./databases/load-test-databases.js";
export { prepareSource, prepareTestDatabases, type TestDatabaseSource } from "./databases/prepare-test-databases.js";
export type { RetainedDatabase } from "./evidence/retained/retained-database.js";
export { RetainedDatabases, type RetainedDatabasesOptions } from "./evidence/retained/retained-databases.js";
export type { FailedScenario } from "./evidence/retained/retained-names.js";
export { countRetainedDatabases, type RetainedCounts } from "./evidence/retained/retained-slots.js";
export { sweepRetainedDatabases } from "./evidence/retained/sweep-retained-databases.js";
export { announceSummary, printSummary } from "./harness/summary/announce-summary.js";
export type { SummaryHead } from "./harness/summary-file/summary-head.js";
export { describeCure, describeOutcomes, describeReason, formatIssues } from "./harness/expected-failures/describe-outcomes.js";
export type {
  ExpectedFailureSummary,
  IssueSummary,
  NotJudgedSummary,
  OtherFailureSummary,
  ScenarioPlace,
  ScenarioSummary,
  UnexpectedPassSummary,
} from "./harness/expected-failures/expected-failure-summary.js";
export { TEST_OPTION_CHECKS } from "./harness/options/check-test-options.js";
export { throwCleanUpErrors } from "./harness/attempt/clean-up-error.js";
export type { ChangedRow, Changes, ChangesOptions, Row, TableChanges } from "./evidence/recorder/changes/table-changes.js";
export { DatabaseScope } from "./harness/database-scope.js";
export type { DatabaseHandle } from "./harness/attempt/database-handle.js";
export type { EnvironmentOption, EnvironmentValue } from "./harness/attempt/environment-variables.js";
export { Harness, type Runner, type TestProperties } from "./harness/harness.js";
export { OpenHarness } from "./harness/open-harness.js";
export { readRecord, resolveTestOptions, type ResolvedTestOptions } from "./harness/options/resolve-test-options.js";
export { RunStatistics } from "./harness/summary/run-statistics.js";
export { describeRunSummary, summarizeRun, type RunSummary } from "./harness/summary/run-summary.js";
export type { RunnerWords } from "./harness/runner-words.js";
export { TestAttempt } from "./harness/attempt/test-attempt.js";
export { describeTest, type StepOutcome, type TestInfo, type TestOutcome, type TestStep } from "./harness/attempt/test-info.js";
export type {
  OpenConnections,
  RecordDetail,
  RecordOption,
  Redact,
  Retain,
  TestOptions,
} from "./harness/options/test-options.js";
export type { StrategyReport } from "./strategies/pool.js";
export type { StrategyChoice } from "./strategies/choose-strategy.js";
export type { DirtyBaseFile, DirtyReason } from "./strategies/strategy.js";
