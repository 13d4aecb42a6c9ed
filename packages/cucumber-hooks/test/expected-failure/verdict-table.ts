import { ERROR_CLAIMS } from "./error-claims.js";
import { FLOW_CLAIMS } from "./flow-claims.js";
import type { Implementation } from "./implementation.js";
import { OCCASION_CLAIMS } from "./occasion-claims.js";
import { OPTION_CLAIMS } from "./option-claims.js";
import { SCENARIO_CLAIMS } from "./scenario-claims.js";
import { STEP_CLAIMS } from "./step-claims.js";
import { TAG_CLAIMS } from "./tag-claims.js";

/** Says what is wrong with an implementation, claim by claim; nothing, for the real one. */
export function* findWrongVerdicts(implementation: Implementation): Generator<string, void> {
  for (const { title, check } of [
    ...STEP_CLAIMS,
    ...ERROR_CLAIMS,
    ...OCCASION_CLAIMS,
    ...SCENARIO_CLAIMS,
    ...TAG_CLAIMS,
    ...OPTION_CLAIMS,
    ...FLOW_CLAIMS,
  ]) {
    try {
      const [got, wanted] = check(implementation).map((value) => JSON.stringify(value));
      if (got !== wanted) yield `${title}: ${got}, not ${wanted}`;
    } catch (error) {
      yield `${title}: ${String(error)}`;
    }
  }
}
