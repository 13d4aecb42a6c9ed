import type { GherkinDocument, GherkinPickleStep, ScenarioInDocument } from "./gherkin-document.js";
import { indexDocument } from "./index-document.js";

/** The purpose of a step, by its keyword; `unknown` for `*`, and for And and But after it. */
export type StepPhase = "given" | "when" | "then" | "unknown";

export const STEP_PHASES: readonly StepPhase[] = ["given", "when", "then", "unknown"];

export function nameKeyword(phase: StepPhase): string {
  return phase === "unknown" ? "*" : `${phase.charAt(0).toUpperCase()}${phase.slice(1)}`;
}

export function readStepPhase({ type }: GherkinPickleStep): StepPhase {
  if (type === "Context") return "given";
  if (type === "Action") return "when";
  return type === "Outcome" ? "then" : "unknown";
}

/** Whether a step is in a Background of the feature or the rule. */
export function isBackgroundStep({ astNodeIds }: GherkinPickleStep, document: GherkinDocument): boolean {
  const { backgroundSteps } = indexDocument(document);
  return astNodeIds.some((id) => backgroundSteps.has(id));
}

/** Whether a scenario has a step of its own whose failure may count. */
export function hasStepThatCounts({ pickle, gherkinDocument }: ScenarioInDocument, phases: readonly StepPhase[]): boolean {
  return pickle.steps.some((step) => phases.includes(readStepPhase(step)) && !isBackgroundStep(step, gherkinDocument));
}
