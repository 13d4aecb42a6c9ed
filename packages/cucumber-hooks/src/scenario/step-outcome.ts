import type { ITestStepHookParameter } from "@cucumber/cucumber";
import type { StepOutcome } from "@picklejar/core/integration";

type StepResult = ITestStepHookParameter["result"] | undefined;

/** How a step ended, by Cucumber's result; read only when something went wrong. */
export class ReportedOutcome implements StepOutcome {
  readonly #result: StepResult;

  /** @param result absent where a BeforeStep hook failed */
  constructor(result: StepResult) {
    this.#result = result;
  }

  get status(): StepOutcome["status"] {
    return STATUSES[this.#result?.status ?? "FAILED"] ?? "failed";
  }

  get durationMs(): number | undefined {
    const { duration } = this.#result ?? {};
    return duration === undefined ? undefined : duration.seconds * 1000 + duration.nanos / 1_000_000;
  }

  get error(): string | undefined {
    // oxlint-disable-next-line no-control-regex -- Colours are none of the error.
    return this.status === "failed" ? this.#result?.message?.replaceAll(/\u001b\[[\d;]*m/g, "") : undefined;
  }
}

const STATUSES: Readonly<Record<string, StepOutcome["status"]>> = {
  PASSED: "passed",
  FAILED: "failed",
  SKIPPED: "skipped",
  PENDING: "pending",
  UNDEFINED: "undefined",
  AMBIGUOUS: "ambiguous",
};
