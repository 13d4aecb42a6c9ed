import "./refuse-old-node.js";

/** What a package needs that wires picklejar into a test runner; `@picklejar/cucumber-hooks` is made with it. */
export type { ResolvedDatabase } from "./config/database-config.js";
export { loadIntegrationConfig, type LoadedIntegrationConfig } from "./config/load-integration-config.js";
export {
  describeValue,
  nameOption,
  optionRangeError,
  optionTypeError,
  suggest,
  unknownOptionError,
  type OptionPlace,
} from "./config/option-error.js";
export { misuseRangeError, misuseTypeError, PICKLEJAR_MARK } from "./errors/misuse-error.js";
export { toLogJson, toLogLine, toLogText } from "./log-text.js";
export { endRun } from "./run-directory/end-run.js";
export { joinOrOwnRun, type JoinOrOwnRunOptions } from "./run-directory/join-or-own-run.js";
export type { RunDirectory } from "./run-directory/run-directory.js";
export { refuseSecondSqlite } from "./sqlite/refuse-second-sqlite.js";
export { prepareSource, prepareTestDatabases, type TestDatabaseSource } from "./test-database/prepare-test-databases.js";
export { type KeptDatabase, KeptDatabases, type KeptDatabasesOptions } from "./evidence/kept-databases.js";
export type { FailedScenario } from "./evidence/kept-names.js";
export { countKeptDatabases, type KeptCounts } from "./evidence/kept-slots.js";
export { sweepKeptDatabases } from "./evidence/sweep-kept-databases.js";
export type { StrategyReport } from "./strategies/scenario-files.js";
export type { StrategyChoice } from "./strategies/choose-strategy.js";
export type { DirtyBaseFile } from "./strategies/overlay-strategy.js";
export type { DirtyReason } from "./strategies/overlay-base.js";
