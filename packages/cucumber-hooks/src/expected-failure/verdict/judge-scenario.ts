import type { StepVerdict } from "./judge-step.js";

/** The outcome of a scenario that must fail. */
export type Outcome =
  | { readonly kind: "expected-failure"; readonly issues: readonly number[] }
  | { readonly kind: "unexpected-pass" }
  /** Red: it failed, but not as expected. */
  | { readonly kind: "other-failure"; readonly reason: string }
  /** Green, but nothing is known: a step or a hook skipped it. */
  | { readonly kind: "not-judged" };

/** An attempt of a scenario that must fail, after all its steps and hooks. */
export interface ScenarioSituation {
  /** The worst of all results, in Cucumber's words; absent if no step ran. */
  readonly status: string | undefined;
  /** Of the step that failed; absent if none did. */
  readonly verdict: StepVerdict | undefined;
  /** Whether all steps ran and none failed, regardless of hooks. */
  readonly hasEveryStepPassed: boolean;
}

/** Decides the outcome of an attempt, from the verdict on its failed step. */
export function judgeScenario({ status, verdict, hasEveryStepPassed }: ScenarioSituation): Outcome {
  if (status === "FAILED") return judgeFailure(verdict, hasEveryStepPassed);
  // A hook may skip the scenario, or leave it pending, after the steps have shown that the bug is gone.
  if (status === "PASSED" || hasEveryStepPassed) return { kind: "unexpected-pass" };
  switch (status) {
    case "SKIPPED":
      return verdict?.isTheBug === true ? { kind: "expected-failure", issues: verdict.issues } : { kind: "not-judged" };
    case "PENDING":
      return { kind: "other-failure", reason: "a step or a hook is pending" };
    case "UNDEFINED":
    case "AMBIGUOUS":
      return { kind: "other-failure", reason: `a step is ${status.toLowerCase()}` };
    case undefined:
    default:
      return { kind: "not-judged" };
  }
}

function judgeFailure(verdict: StepVerdict | undefined, hasEveryStepPassed: boolean): Outcome {
  if (verdict?.isTheBug === false) return { kind: "other-failure", reason: verdict.reason };
  const reason = hasEveryStepPassed ? "a hook failed, although every step had passed" : "a hook failed";
  return { kind: "other-failure", reason };
}
