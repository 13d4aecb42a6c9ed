import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { TestDatabase } from "../../databases/test-database.js";
import { messageOf } from "../../errors/message-of.js";
import { ensureEvidenceDirectory } from "../../evidence/diff/compare-with-template.js";
import type { StepToRecord } from "../../evidence/recorder/build/recorded-step.js";
import { buildRecording } from "../../evidence/recorder/build-recording.js";
import { FileStates } from "../../evidence/recorder/file-states.js";
import type { Recording } from "../../evidence/recorder/recording.js";
import type { Mark, StateHistory, StateReader } from "../../evidence/recorder/state-history.js";
import { type RawStatements, toStepStatements } from "../../evidence/recorder/sql/statement-recorder.js";
import type { DatabaseEvidence } from "../../evidence/retained/retained-database.js";
import { writeStatesFile, type NamedState } from "../../evidence/retained/states-file.js";
import { createUniqueName } from "../../files/unique-name.js";
import type { Redact } from "../options/test-options.js";

/** What a recording says of its test. */
export interface RecordedAttempt {
  readonly test: Recording["test"];
  readonly otherDatabases: readonly string[];
  /** Those that did not run included. Those that ran come first, and each of them was marked. */
  readonly steps: readonly Omit<StepToRecord, "begin" | "end">[];
  /** What ran after them. */
  readonly rest: Omit<StepToRecord, "begin" | "end">;
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

/** Gives a new absolute path for scratch files. Makes nothing but the folder around it. */
export function scratchDirectoryOf(database: TestDatabase): string {
  const { run } = TestDatabase.lifeOf(database).prepared;
  return join(ensureEvidenceDirectory(run), `states-${createUniqueName()}`);
}
