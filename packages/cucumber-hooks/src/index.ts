export type { EnvironmentOption, EnvironmentValue } from "./environment-variables.js";
export type { HookOptions, InstallHooksOptions, Keep, OpenConnections } from "./hook-options.js";
export { installHooks } from "./install-hooks.js";
export { withPicklejar, type PicklejarProperties, type PicklejarWorld, type WithPicklejar } from "./picklejar-world.js";
export type { ScenarioDatabase } from "./scenario-database.js";
export type { RunSummary } from "./summary.js";
