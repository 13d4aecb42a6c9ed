import { misuseTypeError } from "@picklejar/core/integration";

import type { ExpectedFailureOptions, ExpectedFailureRules } from "./expected-failure-options.js";
import { resolveTagVocabulary } from "./tags/tag-vocabulary.js";

/** Gives the tags of scenarios that must fail, as far as the checked options of `installHooks` name them. */
export function listFilteredTags(given: ExpectedFailureOptions | false | undefined): readonly string[] {
  return given === false ? [] : resolveTagVocabulary(given?.tags).expectedFail;
}

/**
 * Refuses tags from a configuration that is read after the hooks were defined: these run only for scenarios with the tags that were known then.
 *
 * @throws TypeError that shows what to write
 */
export function refuseLateTags(filtered: readonly string[], rules: ExpectedFailureRules | undefined): void {
  const tags = rules?.vocabulary.expectedFail ?? [];
  const late = tags.filter((tag) => !filtered.includes(tag));
  if (late.length === 0) return;
  throw misuseTypeError(
    `installHooks: expectedFailures.tags.expectedFail: expected all tags of scenarios that must fail, but ${late.join(", ")} came from the ` +
      `configuration or from worldParameters, which are read after the hooks were defined. ` +
      `Write installHooks({ expectedFailures: { tags: { expectedFail: ${JSON.stringify(tags)} } } })`,
  );
}
