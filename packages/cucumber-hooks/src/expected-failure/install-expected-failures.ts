import { After, AfterStep } from "@cucumber/cucumber";

import { cucumberBuilder } from "../install/cucumber-builder.js";
import { HOOK_NAME_PREFIX } from "../install/refuse-wrong-place.js";
import { ExpectedFailureJudge, type AttemptParameter, type EndedParameter } from "./expected-failure-judge.js";
import type { ExpectedFailureRules } from "./expected-failure-options.js";

export interface InstallExpectedFailuresOptions {
  /** Absolute path of the run directory. */
  readonly runPath: string;
  /** Tags of scenarios that must fail, as known when hooks are defined. Hooks run only for these scenarios. */
  readonly tags: readonly string[];
  /** Called when a scenario begins and all options are known; gives `undefined` if scenarios are not judged. */
  readonly readRules: () => ExpectedFailureRules | undefined;
  /** Says, as a clause, that a step failed because it has no database. */
  readonly explainMissingDatabase: (stack: string) => string | undefined;
  /** See `ExpectedFailureJudgeOptions`. */
  readonly reportUnexpectedPass: () => void;
}

/** What our other hooks ask of the judge. */
export interface Judging {
  /** Call it before each scenario gets a database; throws if the scenario's tags are wrong. */
  begin(parameter: AttemptParameter): void;
  /** Whether a scenario that must fail has passed as far as it has run, hooks of the user included. */
  isUnexpectedPass(parameter: EndedParameter): boolean;
}

/**
 * Defines the hooks that judge the scenarios that must fail.
 *
 * Call it before any other hook of a scenario is defined: a step is judged after the AfterStep hooks of the user, and the scenario after all other
 * After hooks, so that a failed hook gives neither an expected failure nor an unexpected pass.
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
  // It gets those that are defined later as well; another run in this process has another one.
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

const NO_TIMEOUT = -1;

/** For a tag expression, in which these signs have a meaning. */
function escapeTag(tag: string): string {
  return tag.replaceAll(/[()\\]/g, String.raw`\$&`);
}
