import { misuseTypeError } from "@picklejar/core/integration";

import { cucumberBuilder } from "./cucumber-builder.js";

// Cucumber loads support code into one place. If a program starts two runs at once, each defines its hooks and steps in the other's, and the
// scenarios of both share the variables of the process.

/** The support code that the last call of `installHooks` defined hooks for. */
let load: { isDisturbed: boolean } | undefined;
/** The support code that Cucumber last finished loading: a new object for each run. */
let finalized: unknown;

/** Notes that hooks were defined for the support code that is being loaded. */
export function noteInstalled(): void {
  load = { isDisturbed: false };
}

/** Notes a second call. A run that calls twice ends there: if it continues, another run called. */
export function noteInstalledAgain(): void {
  if (load !== undefined) load.isDisturbed = true;
}

/**
 * Call it when Cucumber has loaded support code.
 *
 * @throws TypeError if another run was loading support code at the same time
 */
export function refuseOverlappingLoads(): void {
  const { originalCoordinates } = cucumberBuilder;
  const isSecond = originalCoordinates !== undefined && originalCoordinates === finalized;
  finalized = originalCoordinates;
  const isDisturbed = load?.isDisturbed === true;
  load = undefined;
  if (isSecond || isDisturbed) throw twoRunsError();
}

export function twoRunsError(): TypeError {
  return misuseTypeError(
    "one process cannot have two runs of Cucumber at once: they share the place where support code is loaded, and the " +
      "environment variables. Await one runCucumber() before the next, or start each in a process of its own.",
  );
}
