/**
 * What one test did to one database, step by step: plain data, written as JSON. The page, the terminal and `picklejar failed --json` all show this.
 * Values are redacted and capped already; counts are complete unless the table says otherwise.
 */
export interface Recording {
  readonly version: 1;
  readonly test: RecordedTest;
  /** Name of the database in the configuration. */
  readonly database: string;
  /** Names of the test's other databases, each of which has a recording of its own. */
  readonly otherDatabases: readonly string[];
  readonly strategy: "copy" | "overlay" | "memory" | "none";
  /** Whether the database was read at each step, or only before and after the test; `reason` says why not at each step. */
  readonly detail: "steps" | "scenario";
  readonly reason?: string;
  /** Schemas of the tables that changes and contents refer to, by their position in this array. */
  readonly tables: readonly RecordedTable[];
  /** In the order in which they ran, those that did not run included. With `detail: "scenario"`, only `whole` has changes. */
  readonly steps: readonly RecordedStep[];
  /** Everything that differs between the beginning of the test and the end of its failing step, as one change per row. */
  readonly whole: readonly TableChange[];
  /** For each row that the test changed: the step that wrote it last. */
  readonly lastWriters: readonly LastWriter[];
  /** Rows of tables as they were when the test began: the page shows any table after any step from these and the changes. */
  readonly contents: readonly TableContent[];
  /** How many values were replaced by `{ "secret": true }`. */
  readonly redactedValues: number;
  /** What could not be recorded, and why; sentences for people. */
  readonly problems: readonly string[];
  /** Absolute path of the retained database; absent where none was retained. */
  readonly retainedPath?: string;
  /** Number and run by which `picklejar failed` finds it. */
  readonly number?: number;
  readonly recordedAt: string;
}

export interface RecordedTest {
  readonly name: string;
  /** Path as the runner gives it. */
  readonly file: string;
  readonly line?: number;
  readonly suite: readonly string[];
  /** Counts from 1. */
  readonly attempt: number;
  /** What the runner calls a test, for example `scenario`. */
  readonly kind: string;
  readonly status: "failed" | "passed";
  readonly durationMs?: number;
}

/** A table, with the columns that it had. A table whose columns changed is there several times. */
export interface RecordedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Positions in `columns` of what rows are matched by; empty where rows are matched by rowid or by all their values. */
  readonly key: readonly number[];
  /** Positions of columns whose values are redacted. */
  readonly redacted: readonly number[];
  /**
   * Present where columns were added to a table that had rows: by position in `columns`, what those rows hold in them; `null` for columns that
   * were there before. A row that only got such values did not change.
   */
  readonly defaults?: readonly RecordedValue[];
}

export type StepStatus = "passed" | "failed" | "skipped" | "pending" | "undefined" | "ambiguous" | "not-run";

export interface RecordedStep {
  /** `Given`, `When`, …; `*`; empty for a mark in a test of another runner. */
  readonly keyword: string;
  readonly text: string;
  /** `background`, `rule background` and `scenario` are the sections of Gherkin; `hook` is what ran outside of steps; `mark` was set by a test. */
  readonly section: "background" | "scenario" | "hook" | "mark";
  /** For example `features/steps/orders.ts:12`. */
  readonly location?: string;
  readonly status: StepStatus;
  readonly durationMs?: number;
  /** Message and stack, without colours. */
  readonly error?: string;
  /** What the step committed, in order; empty where it changed nothing, or where `detail` is `scenario`. */
  readonly commits: readonly RecordedCommit[];
  /** The sum of its commits: one change per row that differs between its beginning and its end. */
  readonly changes: readonly TableChange[];
  /** Statements that ran on connections of `open()`, where they are known; values redacted. */
  readonly sql?: readonly RecordedStatement[];
  /** For example that a transaction was open at its end, so that what it wrote appears in the step that committed it. */
  readonly notes: readonly string[];
}

export interface RecordedCommit {
  readonly changes: readonly TableChange[];
}

export interface RecordedStatement {
  readonly sql: string;
  /** How often it ran in succession. */
  readonly count: number;
}

/** What happened to the rows of one table. */
export interface TableChange {
  /** Position in {@link Recording.tables}: the columns of `before` where rows were removed only, otherwise of `after`. */
  readonly table: number;
  /** What happened to the table itself. */
  readonly schema?: "created" | "dropped" | "altered";
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** At most as many as the caps allow. */
  readonly rows: readonly RowChange[];
  /** Set where rows were left out, or the table could not be compared: a sentence for people. */
  readonly note?: string;
}

export type RowChange =
  | { readonly kind: "added"; readonly after: readonly RecordedValue[] }
  | { readonly kind: "removed"; readonly before: readonly RecordedValue[] }
  /** Both rows whole; `columns` are the positions that differ. */
  | {
      readonly kind: "changed";
      readonly before: readonly RecordedValue[];
      readonly after: readonly RecordedValue[];
      readonly columns: readonly number[];
    };

/** A row of {@link Recording.whole}, and who wrote it. */
export interface LastWriter {
  /** Position in {@link Recording.tables}. */
  readonly table: number;
  /** Position in the rows of that table's change in {@link Recording.whole}. */
  readonly row: number;
  /** Position in {@link Recording.steps}. */
  readonly step: number;
}

/** The first rows of a table when the test began. */
export interface TableContent {
  readonly table: number;
  readonly rows: readonly (readonly RecordedValue[])[];
  /** How many rows it had. */
  readonly total: number;
}

/** A value of SQLite. Types count: `1` is an integer, `{ real: 1 }` is not. */
export type RecordedValue =
  | null
  | string
  /** An integer that a double holds. */
  | number
  /** A larger integer, in decimal. */
  | { readonly integer: string }
  /** A real; infinite ones as `"Infinity"` and `"-Infinity"`. */
  | { readonly real: number | string }
  /** The beginning of a long string, and how many characters it has. */
  | { readonly text: string; readonly characters: number }
  /** The beginning of a blob in hex, and how many bytes it has; with `isText`, of a text that is no UTF-8. */
  | { readonly blob: string; readonly bytes: number; readonly isText?: true }
  /** Redacted. Two that differ have different `nth`, so that a change of a secret can be seen. */
  | { readonly secret: true; readonly nth: number };
