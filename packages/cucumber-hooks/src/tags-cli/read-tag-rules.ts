import { PicklejarError } from "@picklejar/core";
import { loadIntegrationConfig } from "@picklejar/core/integration";

import { checkHookOptions } from "../check-hook-options.js";
import type { TagRules } from "../expected-failure/check-tags.js";
import { resolveExpectedFailureOptions, type ExpectedFailureOptions } from "../expected-failure/expected-failure-options.js";
import type { ExpectedFailureTags } from "../expected-failure/tag-vocabulary.js";

/**
 * Gives the rules of the configuration, if there is one, with the names that the command line has.
 *
 * @throws TypeError or RangeError for an option that is wrong; what loading a configuration throws
 */
export async function readTagRules(tags: ExpectedFailureTags): Promise<TagRules> {
  const { expectedFailures } = await readConfiguredOptions();
  const options: ExpectedFailureOptions = expectedFailures === undefined || expectedFailures === false ? {} : expectedFailures;
  const place = { file: undefined, subject: "picklejar-tags", prefix: "expectedFailures." };
  return resolveExpectedFailureOptions({ ...options, tags: { ...options.tags, ...tags } }, place);
}

async function readConfiguredOptions(): Promise<ReturnType<typeof checkHookOptions>> {
  try {
    const { file, options } = await loadIntegrationConfig("cucumber");
    return checkHookOptions(options, { file, prefix: "cucumber." });
  } catch (error) {
    if (error instanceof PicklejarError && error.code === "CONFIG_NOT_FOUND") return {};
    throw error;
  }
}
