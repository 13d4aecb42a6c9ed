import { messageOf } from "../errors/message-of.js";
import { misuseTypeError } from "../errors/misuse-error.js";

/** The command line or the configuration is wrong: exit code 2. The `cause` is what was thrown, and says what. */
export class MisuseError extends Error {
  static {
    this.prototype.name = "MisuseError";
  }

  constructor(cause: unknown) {
    super(messageOf(cause), { cause });
  }
}

/** Makes the error for a wrong command line. */
export function refusal(message: string): MisuseError {
  return new MisuseError(misuseTypeError(message));
}
