import { PicklejarError } from "../picklejar-error.js";

/** `changes()` cannot say what changed, and does not guess. */
export class ChangesUnavailableError extends PicklejarError {
  override readonly code = "CHANGES_UNAVAILABLE";

  /** `default`, or the name of the database in the configuration. */
  readonly database: string;

  /** Why not. */
  readonly reason: string;

  static {
    this.prototype.name = "ChangesUnavailableError";
  }

  constructor(database: string, reason: string, cure: string, cause?: unknown) {
    super(`What changed in database "${database}" is not known: ${reason}. ${cure}`, { cause });
    this.database = database;
    this.reason = reason;
  }
}
