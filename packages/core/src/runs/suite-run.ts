import { endRun } from "./end-run.js";
import { ownRun } from "./own-run.js";
import type { RunDirectory } from "./run-directory.js";

let suiteRun: RunDirectory | undefined;
let users = 0;

/**
 * Begins the run of a whole test suite in the main process of its runner, before that starts its workers, which inherit it. Vitest
 * calls its global set-up once a project: the projects share one run.
 */
export function beginSuiteRun(): RunDirectory {
  suiteRun ??= ownRun();
  users += 1;
  return suiteRun;
}

/** Ends the run of the suite with the last {@link endSuiteRun} that a {@link beginSuiteRun} asks for. */
export function endSuiteRun(): void {
  users = Math.max(0, users - 1);
  if (users > 0 || suiteRun === undefined) return;
  endRun(suiteRun);
  suiteRun = undefined;
}
