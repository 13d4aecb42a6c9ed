/** What a recording may hold, and how long it may take. */
export interface RecordingLimits {
  /** Rows of one table in one change. */
  readonly rows: number;
  /** Rows of one table in the contents. */
  readonly contentRows: number;
  /** Characters of a text. */
  readonly characters: number;
  /** Bytes of a blob. */
  readonly blobBytes: number;
  /** Bytes of all rows, as JSON. */
  readonly totalBytes: number;
  /** Commits of one step. */
  readonly commits: number;
  /** Milliseconds of processor time for all comparisons, as `WorkTime` measures it. */
  readonly timeMs: number;
  /** Bytes of a database that is read at all. */
  readonly databaseBytes: number;
}

const MEGABYTE = 1024 * 1024;

/** Some of what a failing step may wait for its page: the page has to be written too. */
const SHORTEST_MS = 250;
const LONGEST_MS = 4500;
const MS_PER_MEGABYTE = 32;

/** @param sizeBytes of the database; `undefined` where it is not known */
export function defaultLimits(sizeBytes: number | undefined): RecordingLimits {
  const beyond = Math.max(0, (sizeBytes ?? 0) / MEGABYTE - 4);
  return {
    rows: 1000,
    contentRows: 1000,
    characters: 2000,
    blobBytes: 256,
    totalBytes: 5 * MEGABYTE,
    commits: 100,
    timeMs: Math.min(LONGEST_MS, SHORTEST_MS + beyond * MS_PER_MEGABYTE),
    databaseBytes: 1024 * MEGABYTE,
  };
}

/** How much of the bytes may be used after each stage. */
export const SHARES = { whole: 0.3, steps: 0.65, commits: 0.85, contents: 1 } as const;
