export type {
  ChangedRow,
  Changes,
  ChangesOptions,
  DatabaseHandle as ScenarioDatabase,
  EnvironmentOption,
  EnvironmentValue,
  ExpectedFailureSummary,
  IssueSummary,
  NotJudgedSummary,
  OtherFailureSummary,
  Retain,
  OpenConnections,
  RecordOption,
  Redact,
  Row,
  ScenarioPlace,
  TableChanges,
  UnexpectedPassSummary,
} from "@picklejar/core/integration";
export type {
  AcceptError,
  ExpectedFailureOptions,
  ExpectedIssue,
  FailedStep,
} from "./expected-failure/expected-failure-options.js";
export { precondition, PreconditionError, ScenarioTagsError, UnexpectedPassError } from "./expected-failure/scenario-errors.js";
export type { StepPhase } from "./expected-failure/tags/step-phase.js";
export type { ExpectedFailureTags } from "./expected-failure/tags/tag-vocabulary.js";
export type { HookOptions, InstallHooksOptions } from "./install/hook-options.js";
export { installHooks } from "./install/install-hooks.js";
export { withPicklejar, type PicklejarProperties, type PicklejarWorld, type WithPicklejar } from "./world/picklejar-world.js";
export type { RunSummary } from "./summary.js";
