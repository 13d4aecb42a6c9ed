import type { Claim } from "./claim.js";
import { ERROR_CLAIMS } from "./error-claims.js";
import { FLOW_CLAIMS } from "./flow-claims.js";
import type { Implementation } from "./implementation.js";
import { OCCASION_CLAIMS } from "./occasion-claims.js";
import { OPTION_CLAIMS } from "./option-claims.js";
import { SCENARIO_CLAIMS } from "./scenario-claims.js";
import { STEP_CLAIMS } from "./step-claims.js";
import { TAG_CLAIMS } from "./tag-claims.js";

/** All claims, by what they are about. */
export const CLAIMS: Readonly<Record<string, readonly Claim[]>> = {
  "a step that failed": STEP_CLAIMS,
  "an error that a step threw": ERROR_CLAIMS,
  "what is watched while a step runs": OCCASION_CLAIMS,
  "a scenario that ended": SCENARIO_CLAIMS,
  "tags of a scenario": TAG_CLAIMS,
  "options of expected failures": OPTION_CLAIMS,
  "attempts of a scenario": FLOW_CLAIMS,
};

/** Checks a claim; gives both sides as they are in JSON. */
export function check(claim: Claim, implementation: Implementation): readonly [got: unknown, wanted: unknown] {
  const [got, wanted] = claim.check(implementation).map(toJson);
  return [got, wanted];
}

function toJson(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
