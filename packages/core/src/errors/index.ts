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
export { ChangesUnavailableError } from "./evidence-errors.js";
export { FileNotWrittenError } from "./init-errors.js";
export { NodeUnsupportedError, SecondCopyError, SqliteUnavailableError } from "./installation-errors.js";
export {
  DatabaseNewerError,
  DatabaseWithoutLedgerError,
  LedgerForeignError,
  LedgerNotEmptyError,
  LedgerUnfinishedError,
  MigrationChangedError,
  MigrationMissingError,
  MigrationOutOfOrderError,
} from "./ledger-errors.js";
export { FileLocksUnavailableError, LockTimeoutError } from "./lock-errors.js";
export { MergeFolderError, MergeOutputError } from "./merge-errors.js";
export {
  ForeignKeyViolationError,
  MigrationError,
  MigrationIrreversibleError,
  MigrationsLeftNoTableError,
  type ForeignKeyViolation,
} from "./migration-errors.js";
export {
  MigrationDuplicateError,
  MigrationFileUnknownError,
  MigrationFormatAmbiguousError,
  MigrationFormatError,
  MigrationOrderAmbiguousError,
  MigrationsNotFoundError,
  MigrationUnreadableError,
} from "./migration-source-errors.js";
export { MigratorError } from "./migrator-errors.js";
export { PicklejarError } from "./picklejar-error.js";
export { RunDirectoryUnavailableError, RunDirectoryUnsafeError, RunEndedError, type RunEndedReason } from "./run-errors.js";
export { SetupMissingError, TemplateMissingError } from "./setup-errors.js";
export {
  CacheUnavailableError,
  TemplateBuildError,
  TemplateInputsChangedError,
  TemplateRefusedError,
  type TemplateBuildStep,
} from "./template-errors.js";
