import type { ScenarioInDocument } from "../expected-failure/collect-tag-problems.js";
import type { ExpectedFailureRules } from "../expected-failure/expected-failure-options.js";
import type { GherkinPickle } from "../expected-failure/gherkin-document.js";
import { saveUnmatchedStep } from "../expected-failure/unmatched-steps.js";

/** What Cucumber says, before the first scenario, of how each is to run; as far as it is used. */
export interface TestCaseMessage {
  readonly testCase?: {
    readonly pickleId: string;
    readonly testSteps: readonly {
      readonly pickleStepId?: string | undefined;
      readonly stepDefinitionIds?: readonly string[] | undefined;
    }[];
  };
}

/** Leaves word for the workers of steps that cannot run, in the scenarios that must fail. */
export class UnmatchedSteps {
  readonly #pickles = new Map<string, GherkinPickle>();

  watch(scenarios: readonly ScenarioInDocument[], { vocabulary }: ExpectedFailureRules): void {
    for (const { pickle } of scenarios) {
      if (pickle.tags.some(({ name }) => vocabulary.expectedFail.includes(name))) this.#pickles.set(pickle.id, pickle);
    }
  }

  /** @param runPath absolute path of the run directory; without one there are no hooks that could ask */
  note({ testCase }: TestCaseMessage, runPath: string | undefined): void {
    const pickle = testCase === undefined ? undefined : this.#pickles.get(testCase.pickleId);
    if (testCase === undefined || pickle === undefined || runPath === undefined) return;
    // Hooks among them have no list.
    const step = testCase.testSteps.find(
      ({ stepDefinitionIds }) => stepDefinitionIds !== undefined && stepDefinitionIds.length !== 1,
    );
    if (step === undefined) return;
    const text = pickle.steps.find(({ id }) => id === step.pickleStepId)?.text ?? "";
    const problem = step.stepDefinitionIds?.length === 0 ? "undefined" : "ambiguous";
    saveUnmatchedStep(runPath, { pickleId: pickle.id, description: `${JSON.stringify(text)} is ${problem}` });
  }
}
