export {
  ConfigAmbiguousError,
  ConfigForeignError,
  ConfigNotFoundError,
  InputsNotFoundError,
  ModuleLoadError,
} from "./classes/config-errors.js";
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
} from "./classes/database-errors.js";
export { ChangesUnavailableError } from "./classes/evidence-errors.js";
export { FileNotWrittenError } from "./classes/init-errors.js";
export { NodeUnsupportedError, SecondCopyError, SqliteUnavailableError } from "./classes/installation-errors.js";
export {
  DatabaseNewerError,
  DatabaseWithoutLedgerError,
  LedgerForeignError,
  LedgerNotEmptyError,
  LedgerUnfinishedError,
  MigrationChangedError,
  MigrationMissingError,
  MigrationOutOfOrderError,
} from "./classes/ledger-errors.js";
export { FileLocksUnavailableError, LockTimeoutError } from "./classes/lock-errors.js";
export { MergeFolderError, MergeOutputError } from "./classes/merge-errors.js";
export {
  ForeignKeyViolationError,
  MigrationError,
  MigrationIrreversibleError,
  MigrationsLeftNoTableError,
  type ForeignKeyViolation,
} from "./classes/migration-errors.js";
export {
  MigrationDuplicateError,
  MigrationFileUnknownError,
  MigrationFormatAmbiguousError,
  MigrationFormatError,
  MigrationOrderAmbiguousError,
  MigrationsNotFoundError,
  MigrationUnreadableError,
} from "./classes/migration-source-errors.js";
export { MigratorError } from "./classes/migrator-errors.js";
export { PicklejarError } from "./picklejar-error.js";
export {
  RunDirectoryUnavailableError,
  RunDirectoryUnsafeError,
  RunEndedError,
  type RunEndedReason,
} from "./classes/run-errors.js";
export { SetupMissingError, TemplateMissingError } from "./classes/setup-errors.js";
export {
  CacheUnavailableError,
  TemplateBuildError,
  TemplateInputsChangedError,
  TemplateRefusedError,
  type TemplateBuildStep,
} from "./classes/template-errors.js";
