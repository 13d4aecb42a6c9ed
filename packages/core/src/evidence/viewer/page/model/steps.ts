import type { RecordedStep, Recording, TableChange } from "../../../recorder/recording.js";
import { endOfWhole } from "./changes-since-start.js";
import { lastEventAt, type History, type RowEvent, type RowLife } from "./row-history.js";

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

const SECTIONS: Readonly<Record<string, string>> = {
  background: "Background",
  scenario: "Scenario",
  hook: "Hooks",
  mark: "Marks",
};

export function sectionName(section: string): string {
  return SECTIONS[section] ?? (section || "Steps");
}

/** A row that a step changed after it was there, and the step that did so last: the first suspect when a later step fails. */
export interface Suspect {
  readonly life: RowLife;
  readonly event: RowEvent;
}

/** Rows whose last writer changed or removed them, latest step first. */
export function listSuspects(recording: Recording, history: History): readonly Suspect[] {
  const end = endOfWhole(recording);
  const suspects = [...history.tables.values()].flatMap(({ lives }) =>
    lives.flatMap((life): readonly Suspect[] => {
      const event = lastEventAt(life, end);
      return event === undefined || event.kind === "added" ? [] : [{ life, event }];
    }),
  );
  return suspects.toSorted((one, other) => other.event.step - one.event.step);
}
