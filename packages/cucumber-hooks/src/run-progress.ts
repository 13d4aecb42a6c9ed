import { writeSync } from "node:fs";

import { describeScenario, type LocatedPickle } from "./scenario-location.js";

/** What a run is at, in this process or worker thread: a process that ends meanwhile says so, since Cucumber then says nothing at all. */
export class RunProgress {
  #scenario: { readonly pickle: LocatedPickle; readonly gherkinDocument: object } | undefined;

  /** The first scenario is near: hooks of the whole run may end the process too. */
  begin(): void {
    if (unfinished.size === 0) process.on("exit", explainExit);
    unfinished.add(this);
  }

  beginScenario(scenario: { readonly pickle: LocatedPickle; readonly gherkinDocument: object }): void {
    this.#scenario = scenario;
  }

  endScenario(): void {
    this.#scenario = undefined;
  }

  end(): void {
    this.#scenario = undefined;
    unfinished.delete(this);
    if (unfinished.size === 0) process.off("exit", explainExit);
  }

  get isInScenario(): boolean {
    return this.#scenario !== undefined;
  }

  /** Says, as a clause, what is cut short by an end of the process now; `undefined` where its exit code says it already. */
  describe(exitCode: number): string | undefined {
    const { pickle, gherkinDocument } = this.#scenario ?? {};
    if (pickle !== undefined && gherkinDocument !== undefined)
      return `while ${describeScenario(pickle, gherkinDocument)} was running`;
    // Cucumber itself ends like this when a BeforeAll hook has failed.
    return exitCode === 0 ? "between scenarios, or in a BeforeAll or AfterAll hook" : undefined;
  }
}

const unfinished = new Set<RunProgress>();

/** Whether a scenario is running in this process, of a run other than the given one. */
export function isScenarioRunning(own?: RunProgress): boolean {
  return [...unfinished].some((run) => run !== own && run.isInScenario);
}

function explainExit(exitCode: number): void {
  for (const run of unfinished) {
    const when = run.describe(exitCode);
    if (when === undefined) continue;
    // On a line of its own: a formatter may have just printed a dot.
    writeToStderr(
      `\npicklejar: the process exited with code ${exitCode} ${when}; what had not run by then never did, and no report says so. ` +
        "Look for process.exit() in steps, in hooks, and in what they call.\n",
    );
  }
}

/** At once: what a worker thread gives to `process.stderr` now would never arrive. */
function writeToStderr(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nobody reads it, and the exit code must stay what it is.
  }
}
