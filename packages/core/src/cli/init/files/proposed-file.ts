/** A file that `init` would write. */
export interface ProposedFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly content: string;
}

/** What the user must do to a file that exists, since `init` changes none. */
export interface ProposedEdit {
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** What to do, as the end of a sentence: `put this first in its list import`. */
  readonly action: string;
  /** The lines to add. */
  readonly lines: readonly string[];
}

/** What one runner needs. */
export interface RunnerPlan {
  readonly files: readonly ProposedFile[];
  readonly edits: readonly ProposedEdit[];
  readonly notes: readonly string[];
  /** Packages that the project must have, besides picklejar's core and better-sqlite3. */
  readonly packages: readonly string[];
  /** The command that runs the first test. */
  readonly command: string;
  /** Options of the runner's hooks for the configuration, as source text; empty if it needs none. */
  readonly configLines: readonly string[];
}
