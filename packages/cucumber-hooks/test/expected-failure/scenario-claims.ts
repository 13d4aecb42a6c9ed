import { claim, type Claim } from "./claim.js";

function scenario(
  status: string | undefined,
  verdict: "bug" | "other" | undefined,
  wanted: object,
  hasEveryStepPassed = false,
): Claim {
  return claim(
    `${status} with ${verdict ?? "no"} failure${hasEveryStepPassed ? ", after every step passed" : ""}`,
    ({ judgeScenario }) => {
      const verdicts = { bug: { isTheBug: true, issues: [991] }, other: { isTheBug: false, reason: "why" } } as const;
      return [
        judgeScenario({ status, verdict: verdict === undefined ? undefined : verdicts[verdict], hasEveryStepPassed }),
        wanted,
      ];
    },
    scenario,
  );
}

const NOT_JUDGED = { kind: "not-judged" };

export const SCENARIO_CLAIMS: readonly Claim[] = [
  scenario("PASSED", undefined, { kind: "unexpected-pass" }),
  scenario("SKIPPED", "bug", { kind: "expected-failure", issues: [991] }),
  scenario("SKIPPED", "other", NOT_JUDGED),
  scenario("SKIPPED", undefined, NOT_JUDGED),
  scenario("FAILED", "other", { kind: "other-failure", reason: "why" }),
  scenario("FAILED", "bug", { kind: "other-failure", reason: "a hook failed" }),
  scenario("FAILED", undefined, { kind: "other-failure", reason: "a hook failed" }),
  scenario("FAILED", undefined, { kind: "other-failure", reason: "a hook failed, although every step had passed" }, true),
  scenario("PENDING", undefined, { kind: "other-failure", reason: "a step or a hook is pending" }),
  scenario("SKIPPED", undefined, { kind: "unexpected-pass" }, true),
  scenario("PENDING", undefined, { kind: "unexpected-pass" }, true),
  scenario("UNDEFINED", "bug", { kind: "other-failure", reason: "a step is undefined" }),
  scenario("AMBIGUOUS", undefined, { kind: "other-failure", reason: "a step is ambiguous" }),
  scenario("UNKNOWN", "bug", NOT_JUDGED),
  scenario(undefined, undefined, NOT_JUDGED),
];
