import { hasErrorCode, loadIntegrationConfig } from "@picklejar/core/integration";

import { checkHookOptions } from "../install/check-hook-options.js";
import { checkTagNames } from "../expected-failure/check-expected-failures.js";
import type { TagRules } from "../expected-failure/tags/check-tags.js";
import { resolveExpectedFailureOptions } from "../expected-failure/expected-failure-options.js";
import type { ExpectedFailureTags } from "../expected-failure/tags/tag-vocabulary.js";
import type { HookOptions } from "../install/hook-options.js";

/**
 * Gives the rules of the configuration, if there is one, with the names from the command line.
 *
 * @throws TypeError or RangeError for a wrong option; what loading a configuration throws
 */
export async function readTagRules(tags: ExpectedFailureTags): Promise<TagRules> {
  checkTagNames({ file: undefined, subject: "picklejar-tags", prefix: "" }, "tags", tags);
  const { expectedFailures } = await readConfiguredOptions();
  const options = expectedFailures === false ? {} : expectedFailures;
  return resolveExpectedFailureOptions({ ...options, tags: { ...options?.tags, ...tags } });
}

async function readConfiguredOptions(): Promise<HookOptions> {
  try {
    const { file, options } = await loadIntegrationConfig("cucumber");
    return checkHookOptions(options, { file, prefix: "cucumber." });
  } catch (error) {
    if (hasErrorCode(error, "CONFIG_NOT_FOUND")) return {};
    throw error;
  }
}
