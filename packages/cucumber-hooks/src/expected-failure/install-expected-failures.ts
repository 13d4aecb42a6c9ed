import { After, AfterStep, Before } from "@cucumber/cucumber";

import { ExpectedFailureJudge } from "./expected-failure-judge.js";
import type { ExpectedFailureRules } from "./expected-failure-options.js";

/** Where the rules come from, and where the outcomes go. */
export interface InstallExpectedFailuresOptions {
  /** Absolute path of the run directory. */
  readonly runPath: string;
  /** Asked in the first hook of a scenario, when all options are known; `undefined` when scenarios are not to be judged. */
  readonly readRules: () => ExpectedFailureRules | undefined;
}

/**
 * Defines the hooks that judge the scenarios that must fail.
 *
 * To be called before any other hook of a scenario is defined, ours too: tags are checked before a database is made, a step is judged when
 * the AfterStep hooks of the user are done, and the scenario when all other After hooks are done, so that one that failed makes no
 * expected failure and no unexpected pass.
 */
export function installExpectedFailures({ runPath, readRules }: InstallExpectedFailuresOptions): void {
  let judge: ExpectedFailureJudge | undefined;
  let isKnown = false;
  const get = (): ExpectedFailureJudge | undefined => {
    if (isKnown) return judge;
    const rules = readRules();
    judge = rules === undefined ? undefined : new ExpectedFailureJudge(rules, runPath);
    isKnown = true;
    return judge;
  };
  Before({ name: "picklejar: tags", timeout: NO_TIMEOUT }, (parameter) => get()?.begin(parameter));
  AfterStep({ timeout: NO_TIMEOUT }, function (this: unknown, parameter) {
    get()?.judgeStep(this, parameter);
  });
  After({ name: "picklejar: verdict", timeout: NO_TIMEOUT }, function (this: unknown, parameter) {
    get()?.end(this, parameter);
  });
}

/** None of them waits for anything. */
const NO_TIMEOUT = -1;
