/** A row as better-sqlite3 gives it; an integer that a double cannot hold is a `bigint`. */
export type Row = Readonly<Record<string, null | number | bigint | string | Buffer>>;

/** Rows of one table that differ. Kinds without rows are absent; rows are ordered by key, as SQLite orders values. */
export interface TableChanges {
  readonly added?: readonly Row[];
  readonly removed?: readonly Row[];
  readonly changed?: readonly ChangedRow[];
}

/** A row that is in both states, with other values. */
export interface ChangedRow {
  /** Columns of the primary key; the rowid, where there is none. */
  readonly key: Row;
  /** The columns that differ, and no others. */
  readonly before: Row;
  readonly after: Row;
}

/** By table; `{}` where nothing changed. */
export type Changes = Readonly<Record<string, TableChanges>>;

export interface ChangesOptions {
  /**
   * From when: the beginning of the test, of its first When step, of the step that is running, or a state that the test has named by `mark()`. Without
   * Gherkin, `step` is what runs since the last mark.
   * @defaultValue `"start"`
   */
  readonly since?: "start" | "when" | "step" | (string & {});
  /**
   * Tables that are compared.
   * @defaultValue all but those of SQLite itself (`sqlite_sequence`)
   */
  readonly tables?: readonly string[];
  /** Columns that are left out, as `column` or `table.column`, with `*` for anything, or by a pattern for either. */
  readonly ignore?: readonly (string | RegExp)[];
}
