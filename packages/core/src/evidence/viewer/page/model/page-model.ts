import type { Recording } from "../../../recorder/recording.js";
import type { PageSibling } from "../../page-data.js";
import { changesSinceStart, endOfWhole, wholeChanges, type ShownChange } from "./changes-since-start.js";
import { readHistory, type History } from "./row-history.js";
import { Search } from "./search.js";
import { listSuspects, type Suspect } from "./steps.js";

/** Everything that the page knows, and works out at most once. */
export interface PageModel {
  readonly recording: Recording;
  readonly siblings: readonly PageSibling[];
  readonly warning?: string;
  readonly search: Search;
  readonly endOfWhole: number;
  readonly history: History;
  readonly suspects: readonly Suspect[];
  /** What a step changed, or one of its commits. */
  changesOf(step: number, commit?: number): readonly ShownChange[];
  changesSinceStart(step: number): readonly ShownChange[];
}

export function createModel(data: {
  readonly recording: Recording;
  readonly siblings: readonly PageSibling[];
  readonly warning?: string;
}): PageModel {
  const { recording } = data;
  const history = once(() => readHistory(recording));
  const suspects = once(() => listSuspects(recording, history()));
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
  };
}

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
