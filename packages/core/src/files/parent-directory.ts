import { lstatSync, mkdirSync, realpathSync, type Stats } from "node:fs";
import { join } from "node:path";

import { attempt } from "../errors/attempt.js";
import { RunDirectoryUnavailableError, RunDirectoryUnsafeError } from "../errors/classes/run-errors.js";
import { ensureDirectory } from "./ensure-directory.js";

/**
 * Makes sure of the folder below `storage` that holds all run directories of this user, and of `storage` itself. Gives its absolute path without
 * symbolic links.
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

/** Finds that folder; `undefined` when there is none that is safe to use. Changes nothing. */
export function findParentDirectory(storage: string): string | undefined {
  return attempt(() => {
    const directory = join(realpathSync(storage), parentName());
    return faultOf(directory, lstatSync(directory)) === undefined ? directory : undefined;
  });
}

/** Without a user id (Windows) the temporary folder is the user's own already. */
function parentName(): string {
  return `picklejar-${process.getuid?.() ?? "user"}`;
}

/** In a shared folder, anybody could have made ours first, to read test data or to have other files swept. */
function faultOf(directory: string, stats: Stats): { readonly problem: string; readonly cure: string } | undefined {
  if (stats.isSymbolicLink()) return { problem: "it is a symbolic link", cure: "Remove it" };
  if (!stats.isDirectory()) return { problem: "it is not a folder", cure: "Remove it" };
  const userId = process.getuid?.();
  if (userId === undefined) return undefined;
  const problem = `it belongs to user ${stats.uid}, and this process runs as user ${userId}`;
  if (stats.uid !== userId) return { problem, cure: "Have its owner remove it" };
  const mode = stats.mode & 0o777;
  if ((mode & 0o077) === 0) return undefined;
  return { problem: `others may use it (mode ${mode.toString(8)})`, cure: `Run: chmod 700 "${directory}"` };
}
