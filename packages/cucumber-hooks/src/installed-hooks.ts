import type { Run } from "@picklejar/core/integration";

import type { InstallHooksOptions } from "./hook-options.js";

/** A call of `installHooks` in this process. */
export interface InstalledHooks {
  readonly options: InstallHooksOptions;
  readonly run: Run;
  /** Absolute path of the folder that Cucumber works in: `cwd` of the environment that `runCucumber` is given, or the process's. */
  readonly directory: string;
}

let installed: InstalledHooks | undefined;

/** Notes the call, for the plugin: it is loaded before support code, and works after it. */
export function rememberInstalled(hooks: InstalledHooks): void {
  installed = hooks;
}

/** The last call of `installHooks` in this process; `undefined` when there was none. */
export function findInstalled(): InstalledHooks | undefined {
  return installed;
}
