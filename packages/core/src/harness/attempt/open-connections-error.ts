import { isLibsqlLoaded, LIBSQL_REMARK } from "../libsql-loaded.js";
import type { RunnerWords } from "../runner-words.js";

/** A test left connections open, and `openConnections: "fail"` makes that its failure. */
export class OpenConnectionsError extends Error {
  /** Absolute paths of the databases that are still open. */
  readonly paths: readonly string[];

  static {
    this.prototype.name = "OpenConnectionsError";
  }

  constructor(test: string, paths: readonly string[], { action, open, defer }: RunnerWords) {
    super(
      `${test} left a connection open to ${paths.map((path) => `"${path}"`).join(" and ")}. ` +
        `Close it in the ${action} (${open} is closed for you), with ${defer}, or in onRelease.` +
        (isLibsqlLoaded() ? ` ${LIBSQL_REMARK}.` : ""),
    );
    this.paths = paths;
  }
}
