import { lstatSync, mkdirSync, realpathSync, type Stats } from "node:fs";
import { join } from "node:path";

import { RunDirectoryUnavailableError, RunDirectoryUnsafeError } from "../errors/run-errors.js";
import { ensureDirectory } from "./ensure-directory.js";

/**
 * Makes sure of the one folder of ours below `storage` that holds all run directories of this user, and gives its absolute path without
 * symbolic links. `storage` itself is made where it is missing.
 *
 * @throws {@link RunDirectoryUnsafeError} `RUN_DIRECTORY_UNSAFE` when somebody else could read or change what is in it.
 * @throws {@link RunDirectoryUnavailableError} `RUN_DIRECTORY_UNAVAILABLE` when it cannot be made.
 */
export function ensureParentDirectory(storage: string): string {
  let directory = join(storage, parentName());
  try {
    mkdirSync(storage, { recursive: true });
    directory = join(realpathSync(storage), parentName());
    ensureDirectory(directory);
  } catch (error) {
    throw new RunDirectoryUnavailableError(storage, error);
  }
  const fault = faultOf(directory, lstatSync(directory));
  if (fault !== undefined) throw new RunDirectoryUnsafeError(directory, fault.problem, fault.cure);
  return directory;
}

/** Finds the folder of ours below `storage`; `undefined` when there is none, or none that is safe to use. Changes nothing. */
export function findParentDirectory(storage: string): string | undefined {
  try {
    const directory = join(realpathSync(storage), parentName());
    return faultOf(directory, lstatSync(directory)) === undefined ? directory : undefined;
  } catch {
    return undefined;
  }
}

/** Without a user id (Windows) the temporary folder is the user's own already. */
function parentName(): string {
  return `picklejar-${process.getuid?.() ?? "user"}`;
}

/** In a folder that all may write to, anybody could have made ours first, to read test data or to have other files swept. */
function faultOf(directory: string, stats: Stats): { readonly problem: string; readonly cure: string } | undefined {
  const remove = "Remove it";
  if (stats.isSymbolicLink()) return { problem: "it is a symbolic link", cure: remove };
  if (!stats.isDirectory()) return { problem: "it is not a folder", cure: remove };
  const userId = process.getuid?.();
  if (userId === undefined) return undefined;
  if (stats.uid !== userId) {
    return {
      problem: `it belongs to user ${stats.uid}, and this process runs as user ${userId}`,
      cure: "Have its owner remove it",
    };
  }
  const mode = stats.mode & 0o777;
  if ((mode & 0o077) === 0) return undefined;
  return { problem: `others may use it (mode ${mode.toString(8)})`, cure: `Run: chmod 700 "${directory}"` };
}
