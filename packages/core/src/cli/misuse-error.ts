import { messageOf } from "../errors/message-of.js";
/** The command line or the configuration is wrong: exit code 2. The `cause` is what was thrown, and says what. */
export class MisuseError extends Error {
  static {
    this.prototype.name = "MisuseError";
  }

  constructor(cause: unknown) {
    super(messageOf(cause), { cause });
  }
}
