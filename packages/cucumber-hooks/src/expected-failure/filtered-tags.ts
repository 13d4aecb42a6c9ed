import { misuseTypeError, nameOption } from "@picklejar/core/integration";

import type { ExpectedFailureOptions, ExpectedFailureRules } from "./expected-failure-options.js";
import { resolveTagVocabulary } from "./tag-vocabulary.js";

/** Gives the tags that mark a scenario that must fail, as far as `installHooks` can know them: from what it is given itself. */
export function listFilteredTags(given: ExpectedFailureOptions | false | undefined): readonly string[] {
  if (given === false) return [];
  return resolveTagVocabulary(given?.tags, { file: undefined, subject: "installHooks", prefix: "expectedFailures." })
    .expectedFail;
}

/**
 * Refuses tags that came to be known too late: hooks take only the scenarios with tags that were known when they were defined, so that
 * others do not pay for them.
 *
 * @throws TypeError that shows what to write
 */
export function refuseLateTags(filtered: readonly string[], rules: ExpectedFailureRules | undefined): void {
  const late = rules?.vocabulary.expectedFail.filter((tag) => !filtered.includes(tag)) ?? [];
  if (late.length === 0) return;
  const option = nameOption({ file: undefined, subject: "installHooks", prefix: "expectedFailures.tags." }, "expectedFail");
  throw misuseTypeError(
    `${option} must name all tags that mark a scenario that must fail; ${late.join(", ")} came from the configuration or from worldParameters, ` +
      `which are read when hooks have been defined. Write installHooks({ expectedFailures: { tags: { expectedFail: ` +
      `${JSON.stringify(rules?.vocabulary.expectedFail)} } } })`,
  );
}
