import { explainFileError } from "../../files/explain-file-error.js";

/** Says what kept a database from being kept or compared. */
export function explainKeeping(error: unknown, path: string): string {
  // What our error advises for it is about the run directory.
  if (error instanceof Error && "code" in error && error.code === "ENOSPC") return `no space is left for "${path}": free some.`;
  const explained = explainFileError(error, path);
  return explained instanceof Error ? explained.message : String(explained);
}
