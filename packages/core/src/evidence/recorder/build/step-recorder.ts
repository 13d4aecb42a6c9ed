import { messageOf } from "../../../errors/message-of.js";
import type { RecordedCommit, RecordedStep } from "../recording.js";
import { SHARES } from "../recording-limits.js";
import type { StateReader } from "../state-history.js";
import type { LastWriterSearch } from "./last-writers.js";
import { toRecordedStep, type StepToRecord } from "./recorded-step.js";
import type { StateChanges, StateComparer } from "./state-comparer.js";
import type { StepSpan } from "./step-spans.js";

export interface StepRecorderOptions {
  readonly comparer: StateComparer;
  readonly states: StateReader;
  readonly search: LastWriterSearch;
  /** So many of a step's commits are recorded one by one. */
  readonly mostCommits: number;
  /** Gets what could not be read; sentences for people. */
  readonly problems: Set<string>;
}

/** Says what each step, and each of its commits, changed, and who wrote each row last. */
export class StepRecorder {
  readonly #of: StepRecorderOptions;

  constructor(options: StepRecorderOptions) {
    this.#of = options;
  }

  /**
   * Says what one step changed. Never throws: what could not be read is said in its notes.
   *
   * @param isCounted whether it ran before the end of what is called the whole test
   */
  record(step: StepToRecord, index: number, span: StepSpan, isCounted: boolean): RecordedStep {
    const { comparer, states, search } = this.#of;
    const compare = (from: number, to: number, share: number): StateChanges =>
      comparer.compare(from, to, {
        share,
        ...(isCounted
          ? {
              onRow: (table, key) => search.note(index, table, key),
              onProblem: (table) => search.giveUp(table),
            }
          : {}),
      });
    const notes = [...span.notes];
    try {
      if (span.begin !== undefined && states.changedPages(span.from, span.begin).length > 0) {
        notes.push("Includes what was committed between the step before it and this one.");
      }
      const commits = listCommits(states, span);
      if (commits.length === 0) return toRecordedStep(step, notes);
      if (comparer.isOutOfTime) {
        search.giveUp();
        return toRecordedStep(step, [...notes, "What it changed was not compared, since there was no time left."]);
      }
      const sum = compare(span.from, span.to, SHARES.steps);
      const changes = sum.tables.map(({ change }) => change);
      // In JSON they are there twice.
      if (commits.length === 1) comparer.spendBytes(sum.bytes);
      const recorded = commits.length === 1 ? [{ changes }] : this.#recordCommits(commits, compare, notes);
      return {
        ...toRecordedStep(step, [...notes, ...sum.notes]),
        changes,
        commits: recorded.filter((commit) => commit.changes.length > 0),
      };
    } catch (error) {
      search.giveUp();
      const problem = `What it changed could not be read: ${messageOf(error)}.`;
      this.#of.problems.add(`What ${quoteStep(step)} changed could not be read: ${messageOf(error)}.`);
      return toRecordedStep(step, [...notes, problem]);
    }
  }

  /** The last ones, where there are too many. */
  #recordCommits(
    commits: readonly Pick<StepSpan, "from" | "to">[],
    compare: (from: number, to: number, share: number) => StateChanges,
    notes: string[],
  ): readonly RecordedCommit[] {
    const recorded: RecordedCommit[] = [];
    for (const { from, to } of commits.slice(-this.#of.mostCommits).toReversed()) {
      if (this.#of.comparer.isOutOfTime) break;
      recorded.push({ changes: compare(from, to, SHARES.commits).tables.map(({ change }) => change) });
    }
    if (recorded.length < commits.length) {
      notes.push(`The last ${recorded.length} of its ${commits.length} commits are recorded one by one.`);
    }
    return recorded.toReversed();
  }
}

/** Pairs of moments between which something was written. */
function listCommits(states: StateReader, { from, to }: StepSpan): readonly Pick<StepSpan, "from" | "to">[] {
  const pairs = Array.from({ length: to - from }, (_, index) => ({ from: from + index, to: from + index + 1 }));
  return pairs.filter((pair) => states.changedPages(pair.from, pair.to).length > 0);
}

function quoteStep({ keyword, text }: StepToRecord): string {
  return `"${`${keyword} ${text}`.trim()}"`;
}
