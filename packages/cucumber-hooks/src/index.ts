export { installHooks, type InstallHooksOptions } from "./install-hooks.js";
export type { PicklejarWorld, ScenarioDatabase } from "./scenario-database.js";
export type { RunSummary } from "./summary.js";
