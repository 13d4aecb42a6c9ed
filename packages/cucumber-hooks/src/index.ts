export type {
  ChangedRow,
  Changes,
  ChangesOptions,
  DatabaseHandle as ScenarioDatabase,
  EnvironmentOption,
  EnvironmentValue,
  Retain,
  OpenConnections,
  RecordOption,
  Redact,
  Row,
  TableChanges,
} from "@picklejar/core/integration";
export type {
  AcceptError,
  ExpectedFailureOptions,
  ExpectedIssue,
  FailedStep,
} from "./expected-failure/expected-failure-options.js";
export type {
  ExpectedFailureSummary,
  IssueSummary,
  NotJudgedSummary,
  OtherFailureSummary,
  UnexpectedPassSummary,
} from "./expected-failure/report/expected-failure-summary.js";
export {
  precondition,
  PreconditionError,
  ScenarioTagsError,
  UnexpectedPassError,
  type ScenarioPlace,
} from "./expected-failure/scenario-errors.js";
export type { StepPhase } from "./expected-failure/tags/step-phase.js";
export type { ExpectedFailureTags } from "./expected-failure/tags/tag-vocabulary.js";
export type { HookOptions, InstallHooksOptions } from "./hook-options.js";
export { installHooks } from "./install-hooks.js";
export { withPicklejar, type PicklejarProperties, type PicklejarWorld, type WithPicklejar } from "./picklejar-world.js";
export type { RunSummary } from "./summary.js";
