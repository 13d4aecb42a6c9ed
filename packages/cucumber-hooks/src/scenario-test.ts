import type { ITestCaseHookParameter } from "@cucumber/cucumber";
import type { TestInfo } from "@picklejar/core/integration";

import { findScenarioLine } from "./scenario-location.js";

/** An attempt of a scenario, as core sees it. What takes a walk through the document is asked for only when something went wrong. */
export class ScenarioTest implements TestInfo {
  readonly attempt: number;
  readonly databases: readonly string[];
  readonly #pickle: ITestCaseHookParameter["pickle"];
  readonly #document: ITestCaseHookParameter["gherkinDocument"];

  constructor(
    { pickle, gherkinDocument }: Pick<ITestCaseHookParameter, "pickle" | "gherkinDocument">,
    attempt: number,
    databases: readonly string[],
  ) {
    this.#pickle = pickle;
    this.#document = gherkinDocument;
    this.attempt = attempt;
    this.databases = databases;
  }

  get name(): string {
    return this.#pickle.name;
  }

  get file(): string {
    return this.#pickle.uri;
  }

  get line(): number | undefined {
    return findScenarioLine(this.#pickle, this.#document);
  }

  get suite(): readonly string[] {
    return [this.#document.feature?.name ?? ""];
  }
}
