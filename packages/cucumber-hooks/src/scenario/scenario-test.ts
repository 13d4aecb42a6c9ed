import type { ITestCaseHookParameter } from "@cucumber/cucumber";
import type { TestInfo, TestStep } from "@picklejar/core/integration";

import { findFirstWhen, listSteps } from "./list-steps.js";
import { findScenarioLine } from "./scenario-location.js";

/** An attempt of a scenario, as core sees it. `line` walks through the document, and is read only if something went wrong. */
export class ScenarioTest implements TestInfo {
  readonly attempt: number;
  readonly databases: readonly string[];
  readonly #scenario: Pick<ITestCaseHookParameter, "pickle" | "gherkinDocument">;

  constructor(
    scenario: Pick<ITestCaseHookParameter, "pickle" | "gherkinDocument">,
    attempt: number,
    databases: readonly string[],
  ) {
    this.#scenario = scenario;
    this.attempt = attempt;
    this.databases = databases;
  }

  get id(): string {
    return this.#scenario.pickle.id;
  }

  get name(): string {
    return this.#scenario.pickle.name;
  }

  get file(): string {
    return this.#scenario.pickle.uri;
  }

  get line(): number | undefined {
    return findScenarioLine(this.#scenario.pickle, this.#scenario.gherkinDocument);
  }

  get steps(): readonly TestStep[] {
    return listSteps(this.#scenario);
  }

  get firstWhen(): number {
    return findFirstWhen(this.#scenario);
  }

  get suite(): readonly string[] {
    return [this.#scenario.gherkinDocument.feature?.name ?? ""];
  }
}
