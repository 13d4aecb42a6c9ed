import type { ResolvedDatabase } from "../../config/database-config.js";
import { messageOf } from "../../errors/message-of.js";
import { volatileColumnsOf } from "../diff/compare-with-template.js";
import { WorkTime } from "../diff/work-time.js";
import { countSecrets } from "./build/count-secrets.js";
import { LastWriterSearch } from "./build/last-writers.js";
import { readContent } from "./build/read-contents.js";
import { RecordedTables } from "./build/recorded-tables.js";
import { toRecordedStep, type StepToRecord } from "./build/recorded-step.js";
import { StateComparer } from "./build/state-comparer.js";
import { StepRecorder } from "./build/step-recorder.js";
import { findStepSpans, type StepSpan } from "./build/step-spans.js";
import { PlacedStates } from "./compare/placed-states.js";
import type { LastWriter, RecordedStep, Recording, TableChange, TableContent } from "./recording.js";
import { defaultLimits, SHARES, type RecordingLimits } from "./recording-limits.js";
import { toIsSecret, type Redact } from "./redaction/redact-option.js";
import type { StateReader } from "./state-history.js";

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
    const unchanged: BuiltChanges = {
      steps: steps.map((step) => toRecordedStep(step)),
      whole: [],
      lastWriters: [],
      contents: [],
    };
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
    const problems = this.#problems;
    const recorder = new StepRecorder({ comparer, states, search, mostCommits: this.#limits.commits, problems });
    const recorded: RecordedStep[] = steps.map((step) => toRecordedStep(step));
    // From the last to the first: where time runs out, what happened close to the failure is there, and who wrote a row last is known.
    for (let index = steps.length - 1; index >= 0; index--) {
      const [step, span] = [steps[index], spans[index]];
      if (step === undefined || span === undefined) continue;
      if (!isKnown(span)) recorded[index] = toRecordedStep(step, span.notes);
      else recorded[index] = recorder.record(step, index, span, span.to <= end);
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

function isKnown(span: ReturnType<typeof findStepSpans>[number]): span is StepSpan {
  return span !== undefined && "from" in span;
}

/** The end of the failing step; of the last step whose end is known, where that is not. */
function findEnd(steps: readonly StepToRecord[], spans: ReturnType<typeof findStepSpans>): number | undefined {
  const failed = spans[steps.findLastIndex(({ status, end }) => status === "failed" && end !== undefined)];
  if (isKnown(failed)) return failed.to;
  return spans.findLast(isKnown)?.to;
}

function toMegabytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}
