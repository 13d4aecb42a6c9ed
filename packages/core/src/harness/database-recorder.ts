import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { openPrepared } from "../databases/open-prepared.js";
import { TestDatabase } from "../databases/test-database.js";
import { messageOf } from "../errors/message-of.js";
import { ensureEvidenceDirectory } from "../evidence/diff/compare-with-template.js";
import { buildRecording, type StepToRecord } from "../evidence/recorder/build-recording.js";
import { DatabaseChanges, type MemorySource } from "../evidence/recorder/changes/database-changes.js";
import { FileStates } from "../evidence/recorder/file-states.js";
import type { Recording } from "../evidence/recorder/recording.js";
import type { Mark, StateHistory, StateReader } from "../evidence/recorder/state-history.js";
import { type RawStatements, StatementRecorder, toStepStatements } from "../evidence/recorder/sql/statement-recorder.js";
import { createStateHistory, type StateHistoryResult } from "../evidence/recorder/states/create-state-history.js";
import type { DatabaseEvidence } from "../evidence/retained/retained-database.js";
import { writeStatesFile, type NamedState } from "../evidence/retained/states-file.js";
import { createUniqueName } from "../files/unique-name.js";
import { readIntoMemory, toMemoryDatabase } from "../strategies/memory.js";
import type { RecordDetail, Redact } from "./test-options.js";

/** A copy up to this size is read at each step unless the options say otherwise. */
const MAX_COPY_BYTES = 1024 * 1024;

/** What a recording says of its test. */
export interface RecordedAttempt {
  readonly test: Recording["test"];
  readonly otherDatabases: readonly string[];
  /** Those that did not run included. Those that ran come first, and each of them was marked. */
  readonly steps: readonly Omit<StepToRecord, "begin" | "end">[];
  /** What ran after them. */
  readonly rest: Omit<StepToRecord, "begin" | "end">;
}

export interface DatabaseRecorderOptions {
  readonly record: RecordDetail | false | undefined;
  readonly redact: Redact | undefined;
  /** From 1. */
  readonly attempt: number;
  /** Whether the runner says where steps end; otherwise the test does, by its marks. */
  readonly hasSteps: boolean;
  /** Whether the test begins with a step from which `since: "when"` counts. */
  readonly beginsWithWhen: () => boolean;
}

/** The state that a test is given. */
const START: Mark = { index: 0, hasOpenTransaction: false };

/** Notes the states that one database of one attempt goes through, and says what they were. */
export class DatabaseRecorder {
  readonly name: string;
  readonly #database: TestDatabase;
  readonly #options: DatabaseRecorderOptions;
  /** One for each step that has ended. */
  readonly #marks: Mark[] = [];
  /** What ran in each of these steps. */
  readonly #sql: RawStatements[] = [];
  readonly #statements = new StatementRecorder();
  /** States that the test has named; `undefined` where they are not known. */
  readonly #named = new Map<string, Mark | undefined>();
  #beginning: Mark | undefined;
  #when: Mark | undefined;
  #created: StateHistoryResult | undefined;
  #changes: DatabaseChanges | undefined;
  #isBySteps: boolean | undefined;

  constructor(name: string, database: TestDatabase, options: DatabaseRecorderOptions) {
    this.name = name;
    this.#database = database;
    this.#options = options;
    const mayHaveSteps = options.hasSteps && options.record !== false && options.record !== "scenario";
    if (mayHaveSteps) TestDatabase.lifeOf(database).observeStatements(this.#statements.note);
  }

  /** Whether each step is recorded. */
  get isBySteps(): boolean {
    return (this.#isBySteps ??= this.#options.record !== false && this.#chooseDetail() === undefined);
  }

  /** Answers `changes()`. */
  get changes(): DatabaseChanges {
    return (this.#changes ??= this.#createChanges());
  }

  /** Notes the state before the first step, where what hooks wrote is to be told apart from it. */
  markBeginning(): void {
    if (!this.isBySteps) return;
    this.#statements.takeRaw();
    this.#beginning = this.#history?.mark();
    if (this.#beginning !== undefined) this.#changes?.noteMark("step", this.#beginning);
  }

  /**
   * Notes the state between two steps; called for each step of each green test.
   *
   * @param isWhenNext whether the first When step comes next
   */
  markStep(isWhenNext: boolean): void {
    if (!this.isBySteps) return;
    const mark = this.#history?.mark();
    if (mark === undefined) return;
    this.#marks.push(mark);
    this.#sql.push(this.#statements.takeRaw());
    if (isWhenNext) this.#when = mark;
    if (this.#changes !== undefined) this.#noteMarks(this.#changes);
  }

  /** Notes the state that the test has named, which ends a step where its runner has none. */
  markNamed(name: string): void {
    const mark = this.#history?.mark();
    this.#named.set(name, mark);
    if (mark !== undefined && !this.#options.hasSteps && this.isBySteps) {
      this.#marks.push(mark);
      this.#sql.push(this.#statements.takeRaw());
    }
    if (this.#changes !== undefined) this.#noteMarks(this.#changes);
  }

  /**
   * Gives what is known of the database now, until the returned object is closed; `undefined` where nothing is to be recorded.
   *
   * @param isFailing whether the step that failed was the last that was marked: its state is retained
   */
  openEvidence(describe: () => RecordedAttempt, isFailing: boolean): OpenEvidence | undefined {
    const { record, redact } = this.#options;
    if (record === false) return undefined;
    const created = this.#create();
    const marked = isFailing && this.isBySteps ? this.#marks.at(-1) : undefined;
    return new OpenEvidence(this.#database, {
      name: this.name,
      history: this.#history,
      kind: created.history === undefined ? undefined : created.kind,
      mark: marked ?? this.#history?.mark(),
      isFailing: marked !== undefined,
      beginning: this.#beginning,
      marks: this.#marks,
      sql: this.#sql,
      describe,
      redact,
      reason: this.#chooseDetail(),
    });
  }

  #noteMarks(changes: DatabaseChanges): void {
    for (const [name, mark] of this.#named) changes.noteMark(name, mark);
    const last = this.#marks.at(-1) ?? this.#beginning ?? START;
    changes.noteMark("step", last);
    if (this.#when !== undefined) changes.noteMark("when", this.#when);
    // Also when it is first asked for in a later step.
    else if (this.#options.beginsWithWhen()) changes.noteMark("when", this.#beginning ?? START);
  }

  dispose(): void {
    this.#created?.history?.dispose();
  }

  get #history(): StateHistory | undefined {
    return this.#create().history;
  }

  #create(): StateHistoryResult {
    return (this.#created ??= createStateHistory(this.#database));
  }

  /** Gives `undefined` where each step is recorded, otherwise why not. */
  #chooseDetail(): string | undefined {
    const { record, attempt } = this.#options;
    if (record === "scenario") return 'as the option record: "scenario" says';
    const created = this.#create();
    if (created.history === undefined) return created.reason;
    if (this.#named.size > 0) return undefined;
    if (record === "steps" || attempt > 1 || created.kind === "overlay" || created.sizeBytes <= MAX_COPY_BYTES)
      return undefined;
    return `it is a copy of ${Math.ceil(created.sizeBytes / 1024 / 1024)} MB; record: "steps" has each step recorded`;
  }

  #createChanges(): DatabaseChanges {
    const { prepared } = TestDatabase.lifeOf(this.#database);
    const changes = new DatabaseChanges({
      database: this.name,
      configuration: prepared.database,
      states: this.#history ?? toMemorySource(this.#database) ?? { unavailable: this.#create().reason ?? "" },
      createDirectoryPath: () => scratchDirectoryOf(this.#database),
    });
    this.#noteMarks(changes);
    return changes;
  }
}

interface OpenEvidenceOptions {
  readonly name: string;
  readonly history: StateHistory | undefined;
  readonly kind: "overlay" | "copy" | undefined;
  readonly beginning: Mark | undefined;
  /** Whether the state is that of the step that failed; otherwise hooks have run since. */
  readonly isFailing: boolean;
  /** Of the state that is retained. */
  readonly mark: Mark | undefined;
  readonly marks: readonly Mark[];
  /** Of the step that ended at each mark. */
  readonly sql: readonly RawStatements[];
  readonly describe: () => RecordedAttempt;
  readonly redact: Redact | undefined;
  readonly reason: string | undefined;
}

/** Reads the states of a database that failed. */
export class OpenEvidence implements DatabaseEvidence {
  readonly #database: TestDatabase;
  readonly #options: OpenEvidenceOptions;
  readonly #problems: string[] = [];
  #directory: string | undefined;
  #reader: StateReader | undefined;
  /** Without the hooks after them. */
  #recordedSteps = 0;

  constructor(database: TestDatabase, options: OpenEvidenceOptions) {
    this.#database = database;
    this.#options = options;
  }

  writeDatabase(path: string): boolean {
    const { mark } = this.#options;
    if (mark === undefined || mark.problem !== undefined) return false;
    try {
      const reader = this.#open();
      const moment = momentOf(reader, mark);
      if (reader === undefined || moment === undefined) return false;
      reader.write(moment, path);
      return true;
    } catch (error) {
      this.#problems.push(`Its states could not be read: ${messageOf(error)}.`);
      return false;
    }
  }

  record(snapshotPath: string, facts: Pick<Recording, "retainedPath" | "number">): Recording {
    const { describe, marks, sql, mark, isFailing, beginning, name, redact, reason, kind } = this.#options;
    const { test, otherDatabases, steps, rest } = describe();
    const hasEnd = !isFailing && mark !== undefined && reason === undefined;
    this.#recordedSteps = steps.length + (beginning === undefined ? 0 : 1);
    const { prepared } = TestDatabase.lifeOf(this.#database);
    const states = this.#open() ?? this.#openFiles(prepared.template?.path, snapshotPath);
    try {
      return buildRecording({
        test,
        database: name,
        otherDatabases,
        strategy: kind ?? (this.#database.origin === "memory" ? "memory" : "none"),
        detail: reason === undefined ? "steps" : "scenario",
        ...(reason !== undefined && { reason }),
        ...facts,
        steps: [
          ...(beginning === undefined ? [] : [{ ...HOOK, text: "Before hooks", status: "passed" as const, end: beginning }]),
          ...steps.map((step, index) => Object.assign({ end: marks[index] }, step, describeSql(sql[index], redact !== false))),
          ...(hasEnd ? [{ ...rest, end: mark }] : []),
        ],
        states,
        configuration: prepared.database,
        redact,
        sizeBytes: statSync(snapshotPath, { throwIfNoEntry: false })?.size,
        problems: this.#problems,
      });
    } finally {
      if (states !== this.#reader) states?.close();
    }
  }

  /**
   * Writes the states of all steps beside the retained database.
   *
   * @returns what is left out, as sentences for people
   */
  writeStates(path: string, retainedPath: string): readonly string[] {
    const { mark, marks, beginning, history, isFailing } = this.#options;
    const end = history?.mark();
    // What was opened for the page does not know of what came after it.
    this.close();
    const reader = this.#open();
    const retainedMoment = momentOf(reader, mark);
    if (reader === undefined || retainedMoment === undefined) return [];
    const named = (name: string, found: Mark | undefined): readonly NamedState[] => {
      const moment = found?.problem === undefined ? momentOf(reader, found) : undefined;
      return moment === undefined ? [] : [{ name, moment }];
    };
    // Numbered as the recording numbers them.
    const steps = beginning === undefined ? marks : [beginning, ...marks];
    const states = [
      { name: "start", moment: 0 },
      ...steps.flatMap((step, index) => named(String(index + 1), step)),
      ...(isFailing ? [] : named(String(this.#recordedSteps + 1), end)),
      ...named("end", end),
    ];
    const leftOut = writeStatesFile(path, retainedPath, { reader, retainedMoment, states });
    return leftOut.length === 0
      ? []
      : [`The states ${leftOut.join(", ")} are not stored, since they would take too much room.`];
  }

  close(): void {
    try {
      this.#reader?.close();
    } catch {
      // Scratch files go with the run.
    }
    this.#reader = undefined;
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
    this.#directory = undefined;
  }

  #open(): StateReader | undefined {
    const { history } = this.#options;
    if (history === undefined) return undefined;
    return (this.#reader ??= history.openStates(this.#createDirectory()));
  }

  #openFiles(templatePath: string | undefined, snapshotPath: string): StateReader | undefined {
    if (templatePath === undefined) return undefined;
    return new FileStates([{ path: templatePath }, { path: snapshotPath }], this.#createDirectory());
  }

  #createDirectory(): string {
    if (this.#directory !== undefined) return this.#directory;
    const directory = scratchDirectoryOf(this.#database);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#directory = directory;
    return directory;
  }
}

const HOOK = { keyword: "", section: "hook" } as const;

function describeSql(raw: RawStatements | undefined, redact: boolean): Pick<StepToRecord, "sql" | "notes"> {
  if (raw === undefined || raw.count === 0) return {};
  const { statements, note } = toStepStatements(raw, redact);
  return { sql: statements, ...(note !== undefined && { notes: [note] }) };
}

function momentOf(reader: StateReader | undefined, mark: Mark | undefined): number | undefined {
  if (reader === undefined || mark === undefined) return undefined;
  const moment = reader.moments.findIndex((each) => each.mark?.index === mark.index);
  return moment === -1 ? undefined : moment;
}

function scratchDirectoryOf(database: TestDatabase): string {
  const { run } = TestDatabase.lifeOf(database).prepared;
  return join(ensureEvidenceDirectory(run), `states-${createUniqueName()}`);
}

function toMemorySource(database: TestDatabase): MemorySource | undefined {
  const life = TestDatabase.lifeOf(database);
  const { prepared } = life;
  const { template } = prepared;
  if (database.origin !== "memory" || template === undefined) return undefined;
  return {
    connection: () => life.memory,
    start: () => {
      const connection = openPrepared(() => toMemoryDatabase(readIntoMemory(template.path)).connect(), prepared.database);
      try {
        return connection.serialize();
      } finally {
        connection.close();
      }
    },
  };
}
