export {
  ConfigAmbiguousError,
  ConfigForeignError,
  ConfigNotFoundError,
  InputsNotFoundError,
  ModuleLoadError,
} from "./errors/config-errors.js";
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
} from "./errors/database-errors.js";
export { FileLocksUnavailableError } from "./errors/file-locks-error.js";
export {
  DatabaseNewerError,
  DatabaseWithoutLedgerError,
  LedgerNotEmptyError,
  MigrationChangedError,
  MigrationMissingError,
  MigrationOutOfOrderError,
} from "./errors/ledger-errors.js";
export { LockTimeoutError } from "./errors/lock-errors.js";
export {
  ForeignKeyViolationError,
  MigrationError,
  MigrationIrreversibleError,
  type ForeignKeyViolation,
} from "./errors/migration-errors.js";
export {
  MigrationDuplicateError,
  MigrationFileUnknownError,
  MigrationOrderAmbiguousError,
  MigrationsNotFoundError,
  MigrationUnreadableError,
} from "./errors/migration-source-errors.js";
export { MigrationsLeftNoTableError } from "./errors/migrations-left-no-table-error.js";
export { NodeUnsupportedError } from "./errors/node-errors.js";
export { PicklejarError } from "./errors/picklejar-error.js";
export type { PicklejarErrorCode } from "./errors/picklejar-error-code.js";
export {
  RunDirectoryUnavailableError,
  RunDirectoryUnsafeError,
  RunEndedError,
  type RunEndedReason,
} from "./errors/run-errors.js";
export { SecondCopyError } from "./errors/second-copy-error.js";
export { PreconditionError, ScenarioTagsError, UnexpectedPassError, type ScenarioPlace } from "./errors/scenario-errors.js";
export { SqliteUnavailableError } from "./errors/sqlite-errors.js";
export {
  CacheUnavailableError,
  TemplateBuildError,
  TemplateInputsChangedError,
  TemplateRefusedError,
  type TemplateBuildStep,
} from "./errors/template-errors.js";
