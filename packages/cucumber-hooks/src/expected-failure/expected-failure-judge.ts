import { formatIssues, getOrCreate } from "@picklejar/core/integration";

import { AttemptMemory } from "./verdict/attempt-memory.js";
import { checkTags, isMeaninglessTag } from "./tags/check-tags.js";
import type { ExpectedFailureRules } from "./expected-failure-options.js";
import { readExpectedScenario, type ExpectedScenario } from "./tags/expected-scenario.js";
import type { GherkinPickleStep, ScenarioInDocument } from "./tags/gherkin-document.js";
import { judgeScenario, type Outcome } from "./verdict/judge-scenario.js";
import { judgeStep, type StepVerdict } from "./verdict/judge-step.js";
import { saveOutcome } from "./report/outcome-records.js";
import { ParameterTypes, type WatchedParameterType } from "./verdict/parameter-types.js";
import { describeThrown, readString } from "./verdict/failures/read-thrown.js";
import { linkInReport, logToReport } from "./report/report-attachments.js";
import { ScenarioTagsError, UnexpectedPassError, withoutStack } from "./scenario-errors.js";
import { isBackgroundStep, readStepPhase } from "./tags/step-phase.js";
import { annotateStep, skipStep, type StepResult } from "./verdict/step-result.js";
import { ThrownValues } from "./verdict/thrown-values.js";
import { UncaughtErrors } from "./verdict/uncaught-errors.js";
import { findUnmatchedStep } from "./verdict/unmatched-steps.js";

/** What Cucumber tells a hook about the attempt. */
export interface AttemptParameter extends ScenarioInDocument {
  readonly testCaseStartedId: string;
}

/** After all steps. */
export interface EndedParameter extends AttemptParameter {
  /** The worst of all results so far. */
  readonly result?: { readonly status: string } | undefined;
}

export interface StepParameter extends AttemptParameter {
  readonly pickleStep: GherkinPickleStep;
  /** Absent if a BeforeStep hook failed, so the step did not run. */
  readonly result?: StepResult | undefined;
  readonly error?: unknown;
}

interface JudgedStep {
  readonly step: string;
  readonly error: unknown;
  readonly verdict: StepVerdict;
}

interface JudgedEnd {
  readonly outcome: Outcome;
  readonly judged: JudgedStep | undefined;
  readonly hasEveryStepPassed: boolean;
}

export interface ExpectedFailureJudgeOptions {
  readonly rules: ExpectedFailureRules;
  /** Absolute path of the run directory. */
  readonly runPath: string;
  /** Those of the support code. */
  readonly parameterTypes: Iterable<WatchedParameterType>;
  /** Says, as a clause, that a step failed because it has no database. */
  readonly explainMissingDatabase: (stack: string) => string | undefined;
  /** Called before {@link ExpectedFailureJudge.end} throws for an unexpected pass: reports show what a hook attaches that fails. */
  readonly reportUnexpectedPass: () => void;
}

/** Judges the scenarios that must fail. Each worker has one, and runs one scenario at a time. */
export class ExpectedFailureJudge {
  readonly #rules: ExpectedFailureRules;
  readonly #runPath: string;
  readonly #explainMissingDatabase: (stack: string) => string | undefined;
  readonly #reportUnexpectedPass: () => void;
  readonly #meaningless = new Map<string, boolean>();
  readonly #memory = new AttemptMemory();
  readonly #uncaught = new UncaughtErrors();
  readonly #thrown = new ThrownValues();
  readonly #parameterTypes = new ParameterTypes();
  #judged: (JudgedStep & { readonly testCaseStartedId: string }) | undefined;
  /** Ids of the steps of the attempt that passed. */
  readonly #passed = new Set<string>();
  /** The attempt that failed because of its tags. */
  #refusedId: string | undefined;

  constructor(options: ExpectedFailureJudgeOptions) {
    const { rules, runPath, parameterTypes, explainMissingDatabase, reportUnexpectedPass } = options;
    this.#rules = rules;
    this.#runPath = runPath;
    this.#explainMissingDatabase = explainMissingDatabase;
    this.#reportUnexpectedPass = reportUnexpectedPass;
    this.#parameterTypes.watch(parameterTypes);
  }

  /**
   * Before the first step.
   *
   * @throws ScenarioTagsError with `SCENARIO_TAGS_INVALID`
   */
  begin({ pickle, gherkinDocument, testCaseStartedId }: AttemptParameter): void {
    // Cucumber 12 breaks its reports when a hook of a scenario without steps fails.
    if (pickle.steps.length === 0 || pickle.tags.every(({ name }) => this.#isMeaningless(name))) return;
    const problems = checkTags({ pickle, gherkinDocument }, this.#rules).filter(({ severity }) => severity === "error");
    if (problems.length > 0) {
      this.#refusedId = testCaseStartedId;
      throw withoutStack(new ScenarioTagsError(problems));
    }
    if (this.#read({ pickle, gherkinDocument }) === undefined) return;
    this.#uncaught.watch();
    this.#thrown.watch();
    this.#parameterTypes.takeFailure();
    this.#passed.clear();
  }

  /** Most scenarios have the tags of many others. */
  #isMeaningless(name: string): boolean {
    return getOrCreate(this.#meaningless, name, () => isMeaninglessTag(name, this.#rules.vocabulary));
  }

  /** After each step: turns its failure into an expected one, in place, if it is the bug. */
  judgeStep(world: unknown, parameter: StepParameter): void {
    const { pickle, pickleStep, result, error, testCaseStartedId } = parameter;
    if (result?.status === "PASSED") this.#passed.add(pickleStep.id);
    if (result?.status !== "FAILED") return;
    const scenario = this.#read(parameter);
    if (scenario === undefined) return;
    const verdict = this.#judge(scenario, parameter);
    this.#judged = { step: pickleStep.text, error, verdict, testCaseStartedId };
    if (!verdict.isTheBug) {
      annotateStep(result, `not taken for ${formatIssues(scenario.tags.issues)}: ${verdict.reason}`);
      return;
    }
    const prefix = `expected failure (${formatIssues(verdict.issues)})`;
    // Before anything that may fail, so that no green scenario lacks it.
    logToReport(world, `${prefix}: ${result.message ?? describeThrown(error)}`);
    for (const url of Object.values(findIssueUrls(verdict.issues, this.#rules))) linkInReport(world, url);
    skipStep(result, prefix);
    this.#memory.count(pickle.id, testCaseStartedId);
  }

  /** Whether {@link end} would throw now. */
  isUnexpectedPass(parameter: EndedParameter): boolean {
    if (this.#refusedId === parameter.testCaseStartedId || this.#read(parameter) === undefined) return false;
    return this.#judgeEnd(parameter).outcome.kind === "unexpected-pass";
  }

  /**
   * After all steps, and all hooks of the user.
   *
   * @throws UnexpectedPassError with `UNEXPECTED_PASS`
   */
  end(world: unknown, parameter: EndedParameter): void {
    this.#uncaught.unwatch();
    this.#thrown.unwatch();
    const { pickle, testCaseStartedId } = parameter;
    const scenario = this.#read(parameter);
    if (scenario === undefined || this.#refusedId === testCaseStartedId) return;
    const { outcome, judged, hasEveryStepPassed } = this.#judgeEnd(parameter);
    const attempt = this.#memory.count(pickle.id, testCaseStartedId);
    this.#save(pickle.id, attempt, scenario, outcome, judged);
    if (outcome.kind === "other-failure" && judged?.verdict.isTheBug !== false)
      logToReport(world, `not taken for ${formatIssues(scenario.tags.issues)}: ${outcome.reason}`);
    if (hasEveryStepPassed) this.#memory.notePass(pickle.id);
    if (outcome.kind !== "unexpected-pass") return;
    this.#reportUnexpectedPass();
    throw createPassError(scenario);
  }

  #judgeEnd({ pickle, result, testCaseStartedId }: EndedParameter): JudgedEnd {
    const judged = this.#judged?.testCaseStartedId === testCaseStartedId ? this.#judged : undefined;
    const hasEveryStepPassed = pickle.steps.every(({ id }) => this.#passed.has(id));
    const outcome = judgeScenario({ status: result?.status, verdict: judged?.verdict, hasEveryStepPassed });
    return { outcome, judged, hasEveryStepPassed };
  }

  #judge(scenario: ExpectedScenario, { pickle, gherkinDocument, pickleStep, error }: StepParameter): StepVerdict {
    const thrown = this.#thrown.find(error);
    const failure = {
      scenario: scenario.name,
      step: pickleStep.text,
      phase: readStepPhase(pickleStep),
      isBackground: isBackgroundStep(pickleStep, gherkinDocument),
      issues: scenario.tags.issues,
      error: thrown,
      report: error,
      isUncaught: this.#uncaught.includes(thrown),
      missingDatabase: this.#explainMissingDatabase(readString(thrown, "stack")),
      isFromParameterType: this.#parameterTypes.takeFailure(),
      hasPassedBefore: this.#memory.hasPassed(pickle.id),
      stepThatCannotRun: findUnmatchedStep(this.#runPath, pickle.id),
    };
    return judgeStep(failure, this.#rules);
  }

  /** `undefined` also for a scenario with wrong tags, which failed because of them. */
  #read(given: ScenarioInDocument): ExpectedScenario | undefined {
    const scenario = readExpectedScenario(given, this.#rules.vocabulary);
    return scenario === undefined || scenario.tags.issues.length === 0 ? undefined : scenario;
  }

  #save(pickleId: string, attempt: number, scenario: ExpectedScenario, outcome: Outcome, judged: JudgedStep | undefined): void {
    const issues = outcome.kind === "expected-failure" ? outcome.issues : scenario.tags.issues;
    saveOutcome(this.#runPath, {
      pickleId,
      attempt,
      kind: outcome.kind,
      scenario: scenario.name,
      ...scenario.place,
      issues,
      urls: findIssueUrls(issues, this.#rules),
      ...(outcome.kind === "other-failure" ? { reason: outcome.reason } : {}),
      ...(judged === undefined ? {} : { step: judged.step, error: describeThrown(judged.error) }),
      ...(outcome.kind === "unexpected-pass"
        ? {
            tagsToRemove: scenario.tagsToRemove.map(({ tag, file, line }) => ({ tag, file, line })),
            tagsToKeep: scenario.tagsToKeep,
          }
        : {}),
    });
  }
}

function createPassError({ tags: { issues }, tagsToRemove, tagsToKeep }: ExpectedScenario): UnexpectedPassError {
  const isShared = tagsToRemove.some((tag) => tag.isShared);
  const remark = isShared ? "The tag stands for several scenarios: put it on those that still fail" : undefined;
  return withoutStack(new UnexpectedPassError({ issues, tagsToRemove, tagsToKeep }, remark));
}

/** Gives the address of each issue that has one, by its number. */
function findIssueUrls(
  issues: readonly number[],
  { issueUrl, issues: known }: ExpectedFailureRules,
): Readonly<Record<number, string>> {
  const urlOf = (issue: number): string | undefined =>
    typeof issueUrl === "function" ? issueUrl(issue) : issueUrl?.replaceAll("{issue}", String(issue));
  const urls = issues.map((issue) => [issue, known[issue]?.url ?? urlOf(issue)] as const);
  return Object.fromEntries(urls.filter((entry): entry is readonly [number, string] => entry[1] !== undefined));
}
