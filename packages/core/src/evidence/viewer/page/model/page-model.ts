import type { Recording } from "../../../recorder/recording.js";
import type { PageSibling } from "../../page-data.js";
import { changesSinceStart, endOfWhole, wholeChanges, type ShownChange } from "./changes-since-start.js";
import { readHistory, type History } from "./row-history.js";
import { Search } from "./search.js";
import { listSuspects, type Suspects } from "./suspects.js";

/** Everything that the page knows, and works out at most once. */
export interface PageModel {
  readonly recording: Recording;
  readonly siblings: readonly PageSibling[];
  readonly warning?: string;
  readonly search: Search;
  readonly endOfWhole: number;
  readonly history: History;
  readonly suspects: Suspects;
  /** What a step changed, or one of its commits. */
  changesOf(step: number, commit?: number): readonly ShownChange[];
  changesSinceStart(step: number): readonly ShownChange[];
  /** Does in spare moments what the first key presses would wait for. */
  warmUp(): void;
}

export function createModel(data: {
  readonly recording: Recording;
  readonly siblings: readonly PageSibling[];
  readonly warning?: string;
}): PageModel {
  const { recording } = data;
  const history = once(() => readHistory(recording));
  const suspects = once(() => listSuspects(recording, MOST_SUSPECTS));
  const whole = once(() => wholeChanges(recording));
  const end = endOfWhole(recording);
  const sinceStart = lastOf((step: number) =>
    step === end || recording.detail === "scenario" ? whole() : changesSinceStart(recording, history(), step),
  );
  return {
    ...data,
    search: new Search(),
    endOfWhole: end,
    get history() {
      return history();
    },
    get suspects() {
      return suspects();
    },
    changesOf(step, commit) {
      const recorded = recording.steps[step];
      const changes = commit === undefined ? recorded?.changes : recorded?.commits[commit]?.changes;
      return (changes ?? []).flatMap((change) => {
        const table = recording.tables[change.table];
        return table === undefined ? [] : [{ change, table }];
      });
    },
    changesSinceStart: sinceStart,
    warmUp() {
      const search = this.search;
      const changes = [...recording.steps.flatMap((step) => step.changes), ...recording.whole];
      whenIdle([whole, history, ...changes.map((change) => () => search.textsOf(change))]);
    },
  };
}

/** As many as are in sight at once; the rest are in the tables. */
const MOST_SUSPECTS = 3;

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Remembers the last result: a page is drawn again and again at the same step. */
function lastOf<T>(make: (key: number) => T): (key: number) => T {
  let last: { readonly key: number; readonly value: T } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}

function whenIdle(tasks: readonly (() => unknown)[]): void {
  const later = typeof requestIdleCallback === "function" ? requestIdleCallback : undefined;
  if (later === undefined || tasks.length === 0) return;
  let next = 0;
  const work = (deadline: IdleDeadline): void => {
    do tasks[next++]?.();
    while (next < tasks.length && deadline.timeRemaining() > 4);
    if (next < tasks.length) later(work);
  };
  later(work);
}
