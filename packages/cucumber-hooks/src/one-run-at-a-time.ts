import { misuseTypeError } from "@picklejar/core/integration";

import { cucumberBuilder } from "./cucumber-builder.js";

// Cucumber has one place for the support code that is being loaded. A program that starts two runs at once has each define its hooks and steps
// in the other's, and scenarios of both share the variables of the process.

/** What the last call of `installHooks` defined hooks for. */
let load: { isDisturbed: boolean } | undefined;
/** What Cucumber last made a library of: a new object for each run. */
let finalized: unknown;

/** Notes that hooks were defined for the support code that is being loaded. */
export function noteInstalled(): void {
  load = { isDisturbed: false };
}

/** Notes that they were to be defined again. A run that calls twice ends there: if it goes on, another one called. */
export function noteInstalledAgain(): void {
  if (load !== undefined) load.isDisturbed = true;
}

/**
 * To be called when Cucumber has loaded support code.
 *
 * @throws TypeError when another run was loading support code meanwhile
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
    "two runs of Cucumber must not be under way in one process at once: they share the place where support code is loaded, and the " +
      "environment variables. Await one runCucumber() before the next, or start each in a process of its own.",
  );
}
