import { createRequire } from "node:module";
import { join } from "node:path";

import type * as checkExpectedFailures from "../../src/expected-failure/check-expected-failures.js";
import type * as checkTags from "../../src/expected-failure/tags/check-tags.js";
import type * as expectedFailureJudge from "../../src/expected-failure/expected-failure-judge.js";
import type * as expectedFailureOptions from "../../src/expected-failure/expected-failure-options.js";
import type * as filteredTags from "../../src/expected-failure/filtered-tags.js";
import type * as judgeScenario from "../../src/expected-failure/verdict/judge-scenario.js";
import type * as judgeStep from "../../src/expected-failure/verdict/judge-step.js";
import type * as outcomeRecords from "../../src/expected-failure/report/outcome-records.js";
import type * as parameterTypes from "../../src/expected-failure/verdict/parameter-types.js";
import type * as reportAttachments from "../../src/expected-failure/report/report-attachments.js";
import type * as thrownValues from "../../src/expected-failure/verdict/thrown-values.js";
import type * as unmatchedSteps from "../../src/expected-failure/verdict/unmatched-steps.js";

/** The modules that decide; the real ones, or a copy in which something is wrong. */
export type Implementation = typeof checkExpectedFailures &
  typeof checkTags &
  typeof expectedFailureJudge &
  typeof expectedFailureOptions &
  typeof filteredTags &
  typeof judgeScenario &
  typeof judgeStep &
  typeof outcomeRecords &
  typeof parameterTypes &
  typeof reportAttachments &
  typeof thrownValues &
  typeof unmatchedSteps;

const MODULES = [
  "check-expected-failures",
  "expected-failure-judge",
  "expected-failure-options",
  "report/outcome-records",
  "report/report-attachments",
  "tags/check-tags",
  "filtered-tags",
  "verdict/judge-scenario",
  "verdict/judge-step",
  "verdict/parameter-types",
  "verdict/thrown-values",
  "verdict/unmatched-steps",
];

/**
 * Loads them by Node itself, and not by the test runner, which would work on each of the many copies.
 *
 * @param directory absolute path of the folder that holds the compiled modules
 */
export function loadImplementation(directory: string): Implementation {
  const load = createRequire(import.meta.url);
  return Object.assign({}, ...MODULES.map((name): object => load(join(directory, `${name}.js`)))) as Implementation;
}
