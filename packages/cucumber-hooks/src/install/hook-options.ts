import type { PicklejarConfig } from "@picklejar/core";
import type { TestOptions } from "@picklejar/core/integration";

import type { ExpectedFailureOptions } from "../expected-failure/expected-failure-options.js";

/** Options of `installHooks`, of `worldParameters.picklejar`, and of `cucumber` in the picklejar configuration. A test is a scenario here. */
export interface HookOptions extends TestOptions {
  /** Name of the database in the World, if its `db` is something of your own. @defaultValue `"db"` */
  readonly worldProperty?: string;
  /**
   * What counts as the bug that a scenario tagged `@tdd_expected_fail` captures; `false` leaves such scenarios alone. If set in several places, its
   * options are merged.
   */
  readonly expectedFailures?: ExpectedFailureOptions | false;
}

/** What {@link installHooks} takes. */
export interface InstallHooksOptions extends HookOptions {
  /** A configuration given in code. @defaultValue the configuration file, found from the working directory upwards */
  readonly config?: PicklejarConfig;
  /** Name of the only database of every scenario: short for `databases`. @defaultValue `"default"` */
  readonly database?: string;
}

declare module "@picklejar/core" {
  interface IntegrationConfig {
    /** Options of `@picklejar/cucumber-hooks`; those of `installHooks` and of `worldParameters.picklejar` win over them. */
    readonly cucumber?: HookOptions;
  }
}
