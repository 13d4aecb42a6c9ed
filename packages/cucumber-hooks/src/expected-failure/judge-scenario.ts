import type { StepVerdict } from "./judge-step.js";

/** How a scenario that must fail came out. */
export type Outcome =
  | { readonly kind: "expected-failure"; readonly issues: readonly number[] }
  | { readonly kind: "unexpected-pass" }
  /** Red: it failed, but not as expected. */
  | { readonly kind: "other-failure"; readonly reason: string }
  /** Green, and nothing can be said: a step or a hook chose that it is skipped. */
  | { readonly kind: "not-judged" };

/** An attempt of a scenario that must fail, when all its steps and hooks are done. */
export interface ScenarioSituation {
  /** The worst of all results, in Cucumber's words; absent where no step ran. */
  readonly status: string | undefined;
  /** Of the step that failed; absent when none did. */
  readonly verdict: StepVerdict | undefined;
  /** Whether all steps ran and none failed, whatever hooks did. */
  readonly hasEveryStepPassed: boolean;
}

/** Decides how an attempt came out, given what was decided of its step that failed. */
export function judgeScenario({ status, verdict, hasEveryStepPassed }: ScenarioSituation): Outcome {
  if (status === "FAILED") return judgeFailure(verdict, hasEveryStepPassed);
  // A hook may have it that the scenario is skipped or pending when the bug has been shown to be gone.
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
