import type { ExpectedFailureRules } from "../expected-failure/expected-failure-options.js";
import type { GherkinPickle, ScenarioInDocument } from "../expected-failure/tags/gherkin-document.js";
import { saveUnmatchedStep } from "../expected-failure/verdict/unmatched-steps.js";

/** Cucumber's message about how a scenario will run, before the first one runs; the part that is used. */
export interface TestCaseMessage {
  readonly testCase?: {
    readonly pickleId: string;
    readonly testSteps: readonly {
      readonly pickleStepId?: string | undefined;
      readonly stepDefinitionIds?: readonly string[] | undefined;
    }[];
  };
}

/** Notes for the workers the steps that cannot run, in scenarios that must fail. */
export class UnmatchedSteps {
  readonly #pickles = new Map<string, GherkinPickle>();

  watch(scenarios: readonly ScenarioInDocument[], { vocabulary }: ExpectedFailureRules): void {
    for (const { pickle } of scenarios) {
      if (pickle.tags.some(({ name }) => vocabulary.expectedFail.includes(name))) this.#pickles.set(pickle.id, pickle);
    }
  }

  /** @param runPath absolute path of the run directory; without one there are no hooks */
  note({ testCase }: TestCaseMessage, runPath: string | undefined): void {
    const pickle = testCase === undefined ? undefined : this.#pickles.get(testCase.pickleId);
    if (testCase === undefined || pickle === undefined || runPath === undefined) return;
    // Hooks have no list.
    const step = testCase.testSteps.find(
      ({ stepDefinitionIds }) => stepDefinitionIds !== undefined && stepDefinitionIds.length !== 1,
    );
    if (step === undefined) return;
    const text = pickle.steps.find(({ id }) => id === step.pickleStepId)?.text ?? "";
    const problem = step.stepDefinitionIds?.length === 0 ? "undefined" : "ambiguous";
    saveUnmatchedStep(runPath, { pickleId: pickle.id, description: `${JSON.stringify(text)} is ${problem}` });
  }
}
