import { After, AfterStep } from "@cucumber/cucumber";

import { cucumberBuilder } from "../cucumber-builder.js";
import { HOOK_NAME_PREFIX } from "../refuse-wrong-place.js";
import { ExpectedFailureJudge, type AttemptParameter, type EndedParameter } from "./expected-failure-judge.js";
import type { ExpectedFailureRules } from "./expected-failure-options.js";

/** Where the rules come from, and where the outcomes go. */
export interface InstallExpectedFailuresOptions {
  /** Absolute path of the run directory. */
  readonly runPath: string;
  /** The tags that mark a scenario that must fail, as far as they are known when hooks are defined: no other scenario pays for them. */
  readonly tags: readonly string[];
  /** Asked when a scenario begins, and all options are known; `undefined` when scenarios are not to be judged. */
  readonly readRules: () => ExpectedFailureRules | undefined;
  /** Says that a step failed for want of a database. */
  readonly explainMissingDatabase: (stack: string) => string | undefined;
  /** See `ExpectedFailureJudgeOptions`. */
  readonly reportUnexpectedPass: () => void;
}

/** What our other hooks ask of the judge. */
export interface Judging {
  /** To be called before the first step of each scenario, and before it gets a database; throws when its tags are wrong. */
  begin(parameter: AttemptParameter): void;
  /** Whether a scenario that must fail has passed as far as it has run, hooks of the user included. */
  isUnexpectedPass(parameter: EndedParameter): boolean;
}

/**
 * Defines the hooks that judge the scenarios that must fail.
 *
 * To be called before any other hook of a scenario is defined, ours too: a step is judged when the AfterStep hooks of the user are done, and
 * the scenario when all other After hooks are, so that one that failed makes no expected failure and no unexpected pass.
 */
export function installExpectedFailures({
  runPath,
  tags,
  readRules,
  explainMissingDatabase,
  reportUnexpectedPass,
}: InstallExpectedFailuresOptions): Judging {
  if (tags.length === 0) return { begin: () => undefined, isUnexpectedPass: () => false };
  let judge: ExpectedFailureJudge | undefined;
  // Those that are defined later are in it too; another run in this process has another one.
  const registry = cucumberBuilder.parameterTypeRegistry;
  const filter = tags.map(escapeTag).join(" or ");
  AfterStep({ tags: filter, timeout: NO_TIMEOUT }, function (this: unknown, parameter) {
    judge?.judgeStep(this, parameter);
  });
  After({ name: `${HOOK_NAME_PREFIX}verdict`, tags: filter, timeout: NO_TIMEOUT }, function (this: unknown, parameter) {
    judge?.end(this, parameter);
  });
  return {
    begin: (parameter) => {
      const rules = readRules();
      if (rules === undefined) return;
      judge ??= new ExpectedFailureJudge({
        rules,
        runPath,
        parameterTypes: registry?.parameterTypes ?? [],
        explainMissingDatabase,
        reportUnexpectedPass,
      });
      judge.begin(parameter);
    },
    isUnexpectedPass: (parameter) => judge?.isUnexpectedPass(parameter) === true,
  };
}

/** None of them waits for anything. */
const NO_TIMEOUT = -1;

/** For a tag expression, where these have a meaning. */
function escapeTag(tag: string): string {
  return tag.replaceAll(/[()\\]/g, String.raw`\$&`);
}
