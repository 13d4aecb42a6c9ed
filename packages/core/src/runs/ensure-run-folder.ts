import { existsSync } from "node:fs";
import { join } from "node:path";

import { RunEndedError } from "../errors/classes/run-errors.js";
import { ensureDirectory } from "../files/ensure-directory.js";
import type { RunDirectory } from "./run-directory.js";

/**
 * Creates a folder in a run directory, mode 0700, unless it exists. It never creates the run directory, whose run would have ended.
 *
 * @returns its absolute path
 * @throws {@link RunEndedError} `RUN_ENDED`, and what `fs` throws
 */
export function ensureRunFolder(run: RunDirectory, name: string): string {
  const directory = join(run.path, name);
  try {
    ensureDirectory(directory);
  } catch (error) {
    throw existsSync(run.path) ? error : new RunEndedError(run, "directory-gone", error);
  }
  return directory;
}
