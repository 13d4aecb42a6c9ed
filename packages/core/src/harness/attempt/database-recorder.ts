import { openPrepared } from "../../databases/open-prepared.js";
import { TestDatabase } from "../../databases/test-database.js";
import { DatabaseChanges, type MemorySource } from "../../evidence/recorder/changes/database-changes.js";
import type { Mark, StateHistory } from "../../evidence/recorder/state-history.js";
import { type RawStatements, StatementRecorder } from "../../evidence/recorder/sql/statement-recorder.js";
import { createStateHistory, type StateHistoryResult } from "../../evidence/recorder/states/create-state-history.js";
import { readIntoMemory, toMemoryDatabase } from "../../strategies/memory.js";
import { OpenEvidence, scratchDirectoryOf, type RecordedAttempt } from "./open-evidence.js";
import type { RecordDetail, Redact } from "../options/test-options.js";

/** A copy up to this size is read at each step unless the options say otherwise. */
const MAX_COPY_BYTES = 1024 * 1024;

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
