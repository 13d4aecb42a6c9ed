/** The private folder of one test run, as a process of that run sees it. */
export interface RunDirectory {
  /** Absolute. */
  readonly path: string;
  /** Absolute; where scenario databases lie. */
  readonly databasesDirectory: string;
  readonly ownerPid: number;
  /** Random, in the owner's record and in `PICKLEJAR_RUN`: tells a run from a later one at the same path. */
  readonly nonce: string;
  /** Whether this very process (and thread) made it, and so removes it. */
  readonly isOwner: boolean;
}
