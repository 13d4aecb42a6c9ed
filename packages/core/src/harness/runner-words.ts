/** What messages call things, as the users of a runner know them. */
export interface RunnerWords {
  /** One test, as in "database of this test". */
  readonly test: string;
  /** Where a test does its work, as in "close it in the test". */
  readonly action: string;
  /** The function that takes the options: `withTestDatabase`. */
  readonly caller: string;
  /** How a test opens its database: `db.open()`. */
  readonly open: string;
  /** How it defers work: `defer()`. */
  readonly defer: string;
}
