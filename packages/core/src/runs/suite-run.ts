import { ownRun } from "./own-run.js";
import { Run } from "./run.js";

/** How often a run was begun for a suite: Vitest calls its global set-up once a project, and the projects share one run. */
class SuiteUsers {
  count = 0;
}

/**
 * Begins the run of a whole test suite in the main process of its runner, before that starts its workers, which inherit it.
 */
export function beginSuiteRun(): Run {
  const run = ownRun();
  run.own(SuiteUsers).count += 1;
  return run;
}

/** Ends the run of the suite with the last {@link endSuiteRun} that a {@link beginSuiteRun} asks for. */
export function endSuiteRun(): void {
  const run = Run.current();
  const users = run?.own(SuiteUsers);
  if (users === undefined || users.count === 0) return;
  users.count -= 1;
  if (users.count === 0) run?.end();
}
