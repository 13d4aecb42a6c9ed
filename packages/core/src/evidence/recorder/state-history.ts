/**
 * The states that one test's database went through: one at each boundary of a step, and one at each commit between them. Reading a boundary is on
 * the hot path of every green test; everything else happens only after a failure, or when a test asks for its changes.
 */
export interface StateHistory {
  /** Notes the state as it is now: what is committed, by whichever connection or process. Never throws. */
  mark(): Mark;
  /**
   * Opens the history for reading. The database may stay in use, and is not touched.
   *
   * @param directory absolute; a folder that the caller owns, for scratch files, which `close` removes
   * @throws what `fs` and SQLite throw
   */
  openStates(directory: string): StateReader;
  /** Lets go of descriptors and memory. Idempotent. */
  dispose(): void;
}

/** A moment between two steps. */
export interface Mark {
  /** Position among the history's marks, from 0, which is the state that the test was given: the first call of `mark()` gives 1. */
  readonly index: number;
  /**
   * Whether a transaction was open that is known of: what it wrote is not in this state. Known are those on connections of `open()`, and of others
   * those that write to a plain file with a rollback journal. To see all would cost each mark more than all the rest.
   */
  readonly hasOpenTransaction: boolean;
  /** Why this state is not known; absent where it is. */
  readonly problem?: string;
}

/** Reads states of the past. Positions are those of {@link Moment}s. */
export interface StateReader {
  /** In order: the marks, and the commits between them that are known one by one. */
  readonly moments: readonly Moment[];
  /**
   * Makes one scratch file hold the state of a moment, and gives its absolute path: a database without WAL in rollback mode. Two scratch files
   * exist, `one` and `other`, so that two states can be compared. No connection to the file may be open, and nobody else may write to it.
   *
   * @throws `Error` where the state is not known: its mark has a `problem`; what `fs` throws
   */
  place(moment: number, file: "one" | "other"): string;
  /** Numbers, from 1, of the pages that may differ between two moments; all others are the same. Where the page size differs, all. Cheap. */
  changedPages(from: number, to: number): readonly number[];
  /**
   * Writes the state of a moment to a new file, mode 0600, as the database was: its journal mode included.
   *
   * @throws as {@link place}; `EEXIST` where something is at the path, and `Error` where a WAL or a journal is beside it; no partial file stays
   */
  write(moment: number, path: string): void;
  close(): void;
}

export interface Moment {
  /** The mark at this moment; absent for a commit inside of a step. */
  readonly mark?: Mark;
}
