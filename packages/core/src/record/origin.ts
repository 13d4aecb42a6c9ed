/** How a database came about, as seen by the call that returned it. */
export type Origin =
  /** The file was missing or empty: it is a copy of the template, or the migrations ran in it. */
  | "created"
  /** The file was there, and nothing was pending. */
  | "existing"
  /** The file was there, and pending migrations ran in it; for a migrator of your own, it ran. */
  | "upgraded"
  /** This process or the test run knew the database; nothing ran. */
  | "cached"
  /** It is in memory. */
  | "memory";
