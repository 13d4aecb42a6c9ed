import { explainFileError } from "../../files/explain-file-error.js";
import { hasErrorCode } from "../../errors/error-code.js";
import { messageOf } from "../../errors/message-of.js";

/** Says why a database could not be retained or compared. */
export function explainUnretained(error: unknown, path: string): string {
  // What our error advises for it is about the run directory.
  if (hasErrorCode(error, "ENOSPC")) return `no space is left for "${path}": free some.`;
  const explained = explainFileError(error, path);
  return messageOf(explained);
}
