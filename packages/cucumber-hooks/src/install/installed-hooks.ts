import type { Run } from "@picklejar/core/integration";

import type { InstallHooksOptions } from "./hook-options.js";

/** A call of `installHooks` in this process. */
export interface InstalledHooks {
  readonly options: InstallHooksOptions;
  readonly run: Run;
  /** Absolute path of the folder that Cucumber works in: `cwd` of the environment of `runCucumber`, or the process's. */
  readonly directory: string;
}

let installed: InstalledHooks | undefined;

/** Notes the call for the plugin, which is loaded before support code and runs after it. */
export function rememberInstalled(hooks: InstalledHooks): void {
  installed = hooks;
}

/** The last call of `installHooks` in this process; `undefined` if there was none. */
export function findInstalled(): InstalledHooks | undefined {
  return installed;
}
