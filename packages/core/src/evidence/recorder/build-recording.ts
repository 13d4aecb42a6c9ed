import type { ResolvedDatabase } from "../../config/database-config.js";
import { messageOf } from "../../errors/message-of.js";
import { volatileColumnsOf } from "../diff/compare-with-template.js";
import { WorkTime } from "../diff/work-time.js";
import { LastWriterSearch } from "./build/last-writers.js";
import { readContent } from "./build/read-contents.js";
import { RecordedTables } from "./build/recorded-tables.js";
import { StateComparer, type StateChanges } from "./build/state-comparer.js";
import { findStepSpans, type MarkedStep, type StepSpan } from "./build/step-spans.js";
import { PlacedStates } from "./compare/placed-states.js";
import type {
  LastWriter,
  RecordedCommit,
  RecordedStep,
  RecordedValue,
  Recording,
  RowChange,
  TableChange,
  TableContent,
} from "./recording.js";
import { defaultLimits, type RecordingLimits } from "./recording-limits.js";
import { toIsSecret, type Redact } from "./redaction/redact-option.js";
import type { StateReader } from "./state-history.js";

/** A step, as a runner reports it. */
export interface StepToRecord extends Omit<RecordedStep, "commits" | "changes" | "notes">, MarkedStep {
  readonly notes?: readonly string[];
}

export interface RecordingInput extends Pick<
  Recording,
  "test" | "database" | "otherDatabases" | "strategy" | "detail" | "reason" | "retainedPath" | "number"
> {
  /** In the order in which they ran, those that did not run included. */
  readonly steps: readonly StepToRecord[];
  /** Stays open, and the caller's; absent where no state is known, which `problems` explains. */
  readonly states?: StateReader | undefined;
  /** Absent where picklejar did not configure it. */
  readonly configuration?: ResolvedDatabase | undefined;
  readonly redact?: Redact | undefined;
  readonly limits?: Partial<RecordingLimits>;
  /** Of the database; the time that a recording may take depends on it. */
  readonly sizeBytes?: number | undefined;
  /** What is known to be missing; sentences for people. */
  readonly problems?: readonly string[];
}

/** Characters of an error that are recorded. */
const MAX_ERROR_CHARACTERS = 20_000;

/** How much of the bytes may be used after each stage. */
const SHARES = { whole: 0.3, steps: 0.65, commits: 0.85, contents: 1 } as const;

/**
 * Says what a test did to a database: what each step and each of its commits changed, row by row, what the whole test changed, and which step wrote
 * each row last. Never throws: what could not be read or compared, and what the limits left out, is said in `problems` and notes.
 *
 * Values are redacted as `redact` says in changes, contents and SQL that is redacted already, not in the text of steps and errors.
 */
export function buildRecording(input: RecordingInput): Recording {
  const time = new WorkTime();
  const problems = new Set(input.problems);
  const limits = { ...defaultLimits(input.sizeBytes), ...input.limits };
  const tables = new RecordedTables(
    toIsSecret(input.redact, (error) =>
      problems.add(`redact threw, so all values of the columns that it threw for are redacted: ${messageOf(error)}.`),
    ),
    limits,
  );
  const builder = new RecordingBuilder(input, limits, tables, problems, time);
  const changes = builder.build();
  return {
    version: 1,
    test: input.test,
    database: input.database,
    otherDatabases: input.otherDatabases,
    strategy: input.strategy,
    detail: input.detail,
    ...(input.reason === undefined ? {} : { reason: input.reason }),
    tables: tables.list,
    ...changes,
    redactedValues: countSecrets(changes),
    problems: [...problems],
    ...(input.retainedPath === undefined ? {} : { retainedPath: input.retainedPath }),
    ...(input.number === undefined ? {} : { number: input.number }),
    recordedAt: new Date().toISOString(),
  };
}

type BuiltChanges = Pick<Recording, "steps" | "whole" | "lastWriters" | "contents">;

class RecordingBuilder {
  readonly #input: RecordingInput;
  readonly #limits: RecordingLimits;
  readonly #tables: RecordedTables;
  readonly #problems: Set<string>;
  readonly #time: WorkTime;
  readonly #ignoredColumns: Readonly<Record<string, readonly string[]>>;

  constructor(input: RecordingInput, limits: RecordingLimits, tables: RecordedTables, problems: Set<string>, time: WorkTime) {
    this.#input = input;
    this.#limits = limits;
    this.#tables = tables;
    this.#problems = problems;
    this.#time = time;
    this.#ignoredColumns = input.configuration === undefined ? {} : volatileColumnsOf(input.configuration);
  }

  build(): BuiltChanges {
    const { states, steps, configuration } = this.#input;
    const unchanged: BuiltChanges = { steps: steps.map((step) => toStep(step)), whole: [], lastWriters: [], contents: [] };
    if (states === undefined || states.moments.length === 0) return unchanged;
    const { sizeBytes = 0 } = this.#input;
    if (sizeBytes > this.#limits.databaseBytes) {
      this.#problems.add(
        `The database has ${toMegabytes(sizeBytes)} MB, and its changes are recorded up to ${toMegabytes(this.#limits.databaseBytes)} MB.`,
      );
      return unchanged;
    }
    const placed = new PlacedStates(states, configuration?.connection);
    try {
      return this.#compareAll(states, placed);
    } catch (error) {
      this.#problems.add(`What the test changed could not be read: ${messageOf(error)}.`);
      return unchanged;
    } finally {
      placed.close();
    }
  }

  #compareAll(states: StateReader, placed: PlacedStates): BuiltChanges {
    const { steps, detail } = this.#input;
    const options = { placed, tables: this.#tables, limits: this.#limits, ignoredColumns: this.#ignoredColumns };
    const comparer = new StateComparer(options, this.#time);
    const allSpans = findStepSpans(steps, states.moments);
    const spans = detail === "steps" ? allSpans : [];
    const end = findEnd(steps, allSpans) ?? states.moments.length - 1;
    const nameOf = (change: TableChange): string => this.#tables.list[change.table]?.name ?? "";
    const whole = this.#attempt("What the whole test changed", () => comparer.compare(0, end, { share: SHARES.whole }));
    const search = new LastWriterSearch(whole?.tables ?? [], nameOf);
    const recorded: RecordedStep[] = steps.map((step) => toStep(step));
    // From the last to the first: where time runs out, what happened close to the failure is there, and who wrote a row last is known.
    for (let index = steps.length - 1; index >= 0; index--) {
      const [step, span] = [steps[index], spans[index]];
      if (step === undefined || span === undefined) continue;
      if (!isKnown(span)) recorded[index] = toStep(step, span.notes);
      else recorded[index] = this.#recordStep(step, index, span, { comparer, states, search, isCounted: span.to <= end });
    }
    const wholeChanges = whole?.tables.map(({ change }) => change) ?? [];
    const all = [
      ...wholeChanges,
      ...recorded.flatMap(({ changes, commits }) => [...changes, ...commits.flatMap((c) => c.changes)]),
    ];
    const contents = this.#readContents(comparer, placed, [...new Set(all.map(nameOf))].toSorted());
    if (comparer.isOutOfTime) {
      this.#problems.add(`Not everything was compared: a recording may take ${Math.round(this.#limits.timeMs)} ms.`);
    }
    return { steps: recorded, whole: wholeChanges, lastWriters: this.#findWriters(search), contents };
  }

  #findWriters(search: LastWriterSearch): readonly LastWriter[] {
    return this.#input.detail === "steps" ? search.finish() : [];
  }

  #recordStep(
    step: StepToRecord,
    index: number,
    span: StepSpan,
    { comparer, states, search, isCounted }: StepContext,
  ): RecordedStep {
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
      if (commits.length === 0) return toStep(step, notes);
      if (comparer.isOutOfTime) {
        search.giveUp();
        return toStep(step, [...notes, "What it changed was not compared, since there was no time left."]);
      }
      const sum = compare(span.from, span.to, SHARES.steps);
      const changes = sum.tables.map(({ change }) => change);
      // In JSON they are there twice.
      if (commits.length === 1) comparer.spendBytes(sum.bytes);
      const recorded = commits.length === 1 ? [{ changes }] : this.#recordCommits(commits, comparer, compare, notes);
      return {
        ...toStep(step, [...notes, ...sum.notes]),
        changes,
        commits: recorded.filter((commit) => commit.changes.length > 0),
      };
    } catch (error) {
      search.giveUp();
      const problem = `What it changed could not be read: ${messageOf(error)}.`;
      this.#problems.add(`What ${quoteStep(step)} changed could not be read: ${messageOf(error)}.`);
      return toStep(step, [...notes, problem]);
    }
  }

  /** The last ones, where there are too many. */
  #recordCommits(
    commits: readonly Pick<StepSpan, "from" | "to">[],
    comparer: StateComparer,
    compare: (from: number, to: number, share: number) => StateChanges,
    notes: string[],
  ): readonly RecordedCommit[] {
    const recorded: RecordedCommit[] = [];
    for (const { from, to } of commits.slice(-this.#limits.commits).toReversed()) {
      if (comparer.isOutOfTime) break;
      recorded.push({ changes: compare(from, to, SHARES.commits).tables.map(({ change }) => change) });
    }
    if (recorded.length < commits.length) {
      notes.push(`The last ${recorded.length} of its ${commits.length} commits are recorded one by one.`);
    }
    return recorded.toReversed();
  }

  #readContents(comparer: StateComparer, placed: PlacedStates, names: readonly string[]): readonly TableContent[] {
    if (names.length === 0) return [];
    const state = this.#attempt("The tables at the beginning of the test", () => placed.place(0));
    if (state === undefined) return [];
    return names.flatMap((name) => {
      if (comparer.isOutOfTime) return [];
      const read = this.#attempt(`The table ${JSON.stringify(name)}`, () =>
        readContent(state, name, {
          tables: this.#tables,
          ignoredColumns: new Set(Object.hasOwn(this.#ignoredColumns, name) ? this.#ignoredColumns[name] : []),
          maxRows: this.#limits.contentRows,
          maxBytes: comparer.bytesLeft(SHARES.contents),
          limitMs: this.#limits.timeMs,
        }),
      );
      comparer.spendBytes(read?.bytes ?? 0);
      return read === undefined ? [] : [read.content];
    });
  }

  #attempt<Result>(subject: string, act: () => Result): Result | undefined {
    try {
      return act();
    } catch (error) {
      this.#problems.add(`${subject} could not be read: ${messageOf(error)}.`);
      return undefined;
    }
  }
}

interface StepContext {
  readonly comparer: StateComparer;
  readonly states: StateReader;
  readonly search: LastWriterSearch;
  /** Whether it ran before the end of what is called the whole test. */
  readonly isCounted: boolean;
}

function isKnown(span: ReturnType<typeof findStepSpans>[number]): span is StepSpan {
  return span !== undefined && "from" in span;
}

/** The end of the failing step; of the last step whose end is known, where that is not. */
function findEnd(steps: readonly StepToRecord[], spans: ReturnType<typeof findStepSpans>): number | undefined {
  const failed = spans[steps.findLastIndex(({ status, end }) => status === "failed" && end !== undefined)];
  if (isKnown(failed)) return failed.to;
  return spans.findLast(isKnown)?.to;
}

/** Pairs of moments between which something was written. */
function listCommits(states: StateReader, { from, to }: StepSpan): readonly Pick<StepSpan, "from" | "to">[] {
  const pairs = Array.from({ length: to - from }, (_, index) => ({ from: from + index, to: from + index + 1 }));
  return pairs.filter((pair) => states.changedPages(pair.from, pair.to).length > 0);
}

function toStep(
  { keyword, text, section, location, status, durationMs, error, sql, notes = [] }: StepToRecord,
  more: readonly string[] = [],
): RecordedStep {
  return {
    keyword,
    text,
    section,
    ...(location === undefined ? {} : { location }),
    status,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(error === undefined ? {} : { error: error.slice(0, MAX_ERROR_CHARACTERS) }),
    commits: [],
    changes: [],
    ...(sql === undefined ? {} : { sql }),
    notes: [...notes, ...more],
  };
}

function quoteStep({ keyword, text }: StepToRecord): string {
  return `"${`${keyword} ${text}`.trim()}"`;
}

function toMegabytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}

/** Of what is in the recording. */
function countSecrets({ whole, steps, contents }: BuiltChanges): number {
  // The sum of a single commit is that commit.
  const inSteps = steps.flatMap(({ changes, commits }) => [
    ...changes,
    ...commits.filter((commit) => commit.changes !== changes).flatMap((commit) => commit.changes),
  ]);
  const rows = [
    ...[...whole, ...inSteps].flatMap((change) => change.rows).flatMap(valuesOf),
    ...contents.flatMap((content) => content.rows),
  ];
  return rows.reduce((sum, row) => sum + row.filter(isSecret).length, 0);
}

function valuesOf(row: RowChange): readonly (readonly RecordedValue[])[] {
  if (row.kind === "added") return [row.after];
  return row.kind === "removed" ? [row.before] : [row.before, row.after];
}

function isSecret(value: RecordedValue): boolean {
  return typeof value === "object" && value !== null && "secret" in value;
}
