/** A sealed database file that is only ever copied. */
export interface Template {
  /** Absolute. */
  readonly path: string;
  /** Hex SHA-256 of everything that decides its contents. */
  readonly fingerprint: string;
  readonly sizeBytes: number;
  /** `wal` or `delete`: the mode in the file's header, which copies inherit. */
  readonly journalMode: "wal" | "delete";
  /** Milliseconds that the build took, when it was built. */
  readonly buildMs: number;
}
