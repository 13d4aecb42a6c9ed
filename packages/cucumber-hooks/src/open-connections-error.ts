import { isLibsqlLoaded, LIBSQL_REMARK } from "./libsql-loaded.js";

/** A scenario left connections open, and `openConnections: "fail"` makes that its failure. */
export class OpenConnectionsError extends Error {
  /** Absolute paths of the databases that are still open. */
  readonly paths: readonly string[];

  static {
    this.prototype.name = "OpenConnectionsError";
  }

  constructor(scenario: string, paths: readonly string[]) {
    super(
      `${scenario} left a connection open to ${paths.map((path) => `"${path}"`).join(" and ")}. ` +
        "Close it in the step (this.db.open() is closed for you), with this.defer(), or in onRelease." +
        (isLibsqlLoaded() ? ` ${LIBSQL_REMARK}.` : ""),
    );
    this.paths = paths;
  }
}
