import { writeSync } from "node:fs";
import { attempt } from "@picklejar/core/integration";

import { describeScenario, type LocatedPickle } from "./scenario/scenario-location.js";

/** The progress of a run in this process or worker thread. If the process exits meanwhile, it says so, since Cucumber then reports nothing. */
export class RunProgress {
  #scenario: { readonly pickle: LocatedPickle; readonly gherkinDocument: object } | undefined;

  /** Before the first scenario, since a hook of the whole run may also end the process. */
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

  /** Says, as a clause, what the end of the process interrupts; `undefined` if its exit code says so already. */
  describe(exitCode: number): string | undefined {
    const { pickle, gherkinDocument } = this.#scenario ?? {};
    if (pickle !== undefined && gherkinDocument !== undefined)
      return `while ${describeScenario(pickle, gherkinDocument)} was running`;
    // Cucumber itself exits with another code if a BeforeAll hook failed.
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
    // On its own line, since a formatter may have just printed a dot.
    writeToStderr(
      `\npicklejar: the process exited with code ${exitCode} ${when}; the rest of the run never ran, and no report says so. ` +
        "Look for process.exit() in steps, in hooks, and in what they call.\n",
    );
  }
}

/** Synchronously: what a worker thread writes to `process.stderr` now would never arrive. If it fails, the exit code must stay the same. */
function writeToStderr(text: string): void {
  attempt(() => writeSync(2, text));
}
