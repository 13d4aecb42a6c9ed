import { PicklejarError } from "./picklejar-error.js";
import { firstLineOf } from "./message-of.js";

/** better-sqlite3, a peer dependency, could not be loaded. Node's own error is the `cause`. */
export class SqliteUnavailableError extends PicklejarError {
  override readonly code = "SQLITE_UNAVAILABLE";

  static {
    this.prototype.name = "SqliteUnavailableError";
  }

  /** @param cure what to do, as a sentence */
  constructor(
    cause: unknown,
    cure = "Install it beside @picklejar/core (npm install better-sqlite3), or rebuild it for this Node (npm rebuild better-sqlite3).",
  ) {
    super(`better-sqlite3 cannot be loaded on Node ${process.version}: ${firstLineOf(cause)}. ${cure}`, { cause });
  }
}
