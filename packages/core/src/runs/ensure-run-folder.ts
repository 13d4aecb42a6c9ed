import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { RunEndedError } from "../errors/run-errors.js";
import type { RunDirectory } from "./run-directory.js";
import { hasErrorCode } from "../errors/error-code.js";

/**
 * Makes sure of a folder in a run directory, mode 0700; never of the run directory itself, which would bring back a run that has ended.
 *
 * @returns its absolute path
 * @throws {@link RunEndedError} `RUN_ENDED`, and what `fs` throws
 */
export function ensureRunFolder(run: RunDirectory, name: string): string {
  const directory = join(run.path, name);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if (!existsSync(run.path)) throw new RunEndedError(run, "directory-gone", error);
    if (!hasErrorCode(error, "EEXIST")) throw error;
  }
  return directory;
}
