export {
  ConfigAmbiguousError,
  ConfigForeignError,
  ConfigNotFoundError,
  InputsNotFoundError,
  ModuleLoadError,
} from "./config-errors.js";
export {
  DatabaseBusyError,
  DatabaseMissingError,
  DatabaseNotOursError,
  DatabaseTooLargeError,
  DiskFullError,
  NotADatabaseError,
  NotAFileError,
  OverlayBypassedError,
  ParentFolderMissingError,
  PermissionDeniedError,
  SidecarFoundError,
} from "./database-errors.js";
export { FileLocksUnavailableError } from "./file-locks-error.js";
export {
  DatabaseNewerError,
  DatabaseWithoutLedgerError,
  LedgerNotEmptyError,
  MigrationChangedError,
  MigrationMissingError,
  MigrationOutOfOrderError,
} from "./ledger-errors.js";
export { LockTimeoutError } from "./lock-errors.js";
export {
  ForeignKeyViolationError,
  MigrationError,
  MigrationIrreversibleError,
  type ForeignKeyViolation,
} from "./migration-errors.js";
export {
  MigrationDuplicateError,
  MigrationFileUnknownError,
  MigrationOrderAmbiguousError,
  MigrationsNotFoundError,
  MigrationUnreadableError,
} from "./migration-source-errors.js";
export { MigrationsLeftNoTableError } from "./migrations-left-no-table-error.js";
export { NodeUnsupportedError } from "./node-errors.js";
export { PicklejarError } from "./picklejar-error.js";
export { RunDirectoryUnavailableError, RunDirectoryUnsafeError, RunEndedError, type RunEndedReason } from "./run-errors.js";
export { SecondCopyError } from "./second-copy-error.js";
export { PreconditionError, ScenarioTagsError, UnexpectedPassError, type ScenarioPlace } from "./scenario-errors.js";
export { SqliteUnavailableError } from "./sqlite-errors.js";
export {
  CacheUnavailableError,
  TemplateBuildError,
  TemplateInputsChangedError,
  TemplateRefusedError,
  type TemplateBuildStep,
} from "./template-errors.js";
