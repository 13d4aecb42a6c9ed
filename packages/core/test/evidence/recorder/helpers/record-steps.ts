import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";

import type { StepToRecord } from "../../../../src/evidence/recorder/build/recorded-step.js";
import { buildRecording, type RecordingInput } from "../../../../src/evidence/recorder/build-recording.js";
import { FileStates, type FileState } from "../../../../src/evidence/recorder/file-states.js";
import type { Mark } from "../../../../src/evidence/recorder/state-history.js";
import type { Recording } from "../../../../src/evidence/recorder/recording.js";

/** A step of a test: each text is committed by itself. */
export interface ScriptedStep extends Partial<StepToRecord> {
  readonly commits?: readonly string[];
}

/** A real database at each commit of a few steps, and at the end of each. */
export class Script implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), "picklejar-recorder-"));
  readonly database: Database.Database;
  readonly states: FileState[] = [];
  readonly steps: StepToRecord[] = [];
  #marks = 0;

  constructor(setUp: string) {
    mkdirSync(join(this.directory, "states"));
    mkdirSync(join(this.directory, "scratch"));
    this.database = new Database(join(this.directory, "live.db"));
    // What reaches the disk when is of no interest here.
    this.database.pragma("synchronous = OFF");
    this.database.exec(setUp);
    this.#save(true);
  }

  /** Writes more before the test begins. */
  restart(setUp: string): void {
    this.database.exec(setUp);
    this.states.length = 0;
    this.#marks = 0;
    this.#save(true);
  }

  step({ commits = [], ...step }: ScriptedStep): void {
    const begin = this.states.findLast(({ mark }) => mark !== undefined)?.mark;
    for (const [index, sql] of commits.entries()) {
      this.database.exec(sql);
      if (index < commits.length - 1) this.#save(false);
    }
    const end = this.#save(true);
    this.steps.push({
      keyword: "When",
      text: `step ${this.steps.length + 1}`,
      section: "scenario",
      status: "passed",
      begin,
      end,
      ...step,
    });
  }

  openStates(): FileStates {
    return new FileStates(this.states, join(this.directory, "scratch"));
  }

  record(input: Partial<RecordingInput> = {}): Recording {
    const states = this.openStates();
    try {
      return buildRecording({
        test: { name: "pays", file: "orders.feature", suite: ["Orders"], attempt: 1, kind: "scenario", status: "failed" },
        database: "default",
        otherDatabases: [],
        strategy: "copy",
        detail: "steps",
        steps: this.steps,
        states,
        ...input,
        limits: { timeMs: 60_000, ...input.limits },
      });
    } finally {
      states.close();
    }
  }

  [Symbol.dispose](): void {
    this.database.close();
    rmSync(this.directory, { recursive: true });
  }

  #save(isMark: boolean): Mark | undefined {
    const path = join(this.directory, "states", `${this.states.length}.db`);
    copyFileSync(this.database.name, path);
    const mark = isMark ? { index: this.#marks++, hasOpenTransaction: false } : undefined;
    this.states.push(mark === undefined ? { path } : { path, mark });
    return mark;
  }
}
