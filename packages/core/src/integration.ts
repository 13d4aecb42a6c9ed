import "./errors/refuse-old-node.js";

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
  type OptionLocation,
} from "./options/option-error.js";
export { misuseRangeError, misuseTypeError, PICKLEJAR_MARK } from "./errors/misuse-error.js";
export { errorCodeOf, hasErrorCode } from "./errors/error-code.js";
export { isError } from "./errors/is-error.js";
export { messageOf } from "./errors/message-of.js";
export { toLogJson, toLogLine, toLogText } from "./errors/log-text.js";
export { endRun } from "./runs/end-run.js";
export { joinOrOwnRun, type JoinOrOwnRunOptions } from "./runs/join-or-own-run.js";
export type { RunDirectory } from "./runs/run-directory.js";
export { refuseSecondSqlite } from "./sqlite/refuse-second-sqlite.js";
export { prepareSource, prepareTestDatabases, type TestDatabaseSource } from "./databases/prepare-test-databases.js";
export { type KeptDatabase, KeptDatabases, type KeptDatabasesOptions } from "./evidence/retained/kept-databases.js";
export type { FailedScenario } from "./evidence/retained/kept-names.js";
export { countKeptDatabases, type KeptCounts } from "./evidence/retained/kept-slots.js";
export { sweepKeptDatabases } from "./evidence/retained/sweep-kept-databases.js";
export type { StrategyReport } from "./strategies/pool.js";
export type { StrategyChoice } from "./strategies/choose-strategy.js";
export type { DirtyBaseFile, DirtyReason } from "./strategies/strategy.js";
