import { mkdirSync } from "node:fs";

import { hasErrorCode } from "../errors/error-code.js";

/** Makes a folder unless something has its name. Its parent must be there: a folder that was removed must not come back. */
export function ensureDirectory(path: string, mode = 0o700): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (!hasErrorCode(error, "EEXIST")) throw error;
  }
}
