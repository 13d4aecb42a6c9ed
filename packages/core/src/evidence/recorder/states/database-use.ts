/** What is known of a test's use of the database beside its files. */
export interface DatabaseUse {
  /** Whether anybody was told its path. */
  readonly isPathKnown: boolean;
  /** Whether a connection is known to be in a transaction. */
  isInTransaction(): boolean;
}
