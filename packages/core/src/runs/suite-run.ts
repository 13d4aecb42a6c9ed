import { ownRun } from "./own-run.js";
import { Run } from "./run.js";

/** How often the run of a suite was begun: Vitest calls its global set-up once for each project, and the projects share one run. */
class SuiteUsers {
  count = 0;
}

/** Begins the run of a whole test suite in the main process of its runner, before it starts the workers, which inherit it. */
export function beginSuiteRun(): Run {
  const run = ownRun();
  run.own(SuiteUsers).count += 1;
  return run;
}

/** Ends the run of the suite when it was called as often as {@link beginSuiteRun}. */
export function endSuiteRun(): void {
  const run = Run.current();
  const users = run?.own(SuiteUsers);
  if (users === undefined || users.count === 0) return;
  users.count -= 1;
  if (users.count === 0) run?.end();
}
