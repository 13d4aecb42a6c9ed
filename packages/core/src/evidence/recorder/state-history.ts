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
   * @param directory absolute; a folder that the caller owns, for scratch files
   * @throws what `fs` and SQLite throw
   */
  openStates(directory: string): StateReader;
  /** Lets go of descriptors and memory. Idempotent. */
  dispose(): void;
}

/** A moment between two steps. */
export interface Mark {
  /** Position among the history's marks, from 0, which is the state that the test was given. */
  readonly index: number;
  /** Whether a transaction of somebody was open: what it wrote is not in this state. */
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
   * exist, `one` and `other`, so that two states can be compared.
   */
  place(moment: number, file: "one" | "other"): string;
  /** Numbers, from 1, of the pages that differ between two moments; cheap. */
  changedPages(from: number, to: number): readonly number[];
  /** Writes the state of a moment to a new file, as the database was: its journal mode included. */
  write(moment: number, path: string): void;
  close(): void;
}

export interface Moment {
  /** The mark at this moment; absent for a commit inside of a step. */
  readonly mark?: Mark;
}
