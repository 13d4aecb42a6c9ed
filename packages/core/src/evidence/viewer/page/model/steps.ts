import type { RecordedStep, Recording, TableChange } from "../../../recorder/recording.js";

export interface Tally {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

export function tally(changes: readonly TableChange[]): Tally {
  const sum = (kind: keyof Tally): number => changes.reduce((total, change) => total + change[kind], 0);
  return { added: sum("added"), changed: sum("changed"), removed: sum("removed") };
}

export function isEmpty({ added, changed, removed }: Tally): boolean {
  return added + changed + removed === 0;
}

/** Position of the failing step; -1 where none failed. */
export function failingStep(recording: Recording): number {
  return recording.steps.findIndex(({ status }) => ["failed", "undefined", "ambiguous", "pending"].includes(status));
}

export function nameOf({ keyword, text }: RecordedStep): string {
  return [keyword, text].filter((part) => part !== "").join(" ") || "(a step without a name)";
}

/** A name that fits into a line beside others. */
export function shortNameOf(step: RecordedStep): string {
  const name = nameOf(step);
  return name.length > 70 ? `${name.slice(0, 69).replace(/[\uD800-\uDBFF]$/, "")}…` : name;
}

const SECTIONS: Readonly<Record<string, string>> = {
  background: "Background",
  scenario: "Scenario",
  hook: "Hooks",
  mark: "Marks",
};

export function sectionName(section: string): string {
  return SECTIONS[section] ?? (section || "Steps");
}
