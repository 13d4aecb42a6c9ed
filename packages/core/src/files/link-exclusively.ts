import { constants, copyFileSync, linkSync, lstatSync, unlinkSync } from "node:fs";
import { hasErrorCode } from "../errors/error-code.js";

/**
 * Gives a complete file its name, and never over anything.
 *
 * @param privatePath absolute; it stays
 * @returns `false`, having changed nothing, when something is at the path by now.
 * @throws what `fs` throws. No partial file stays.
 */
export function linkExclusively(privatePath: string, path: string): boolean {
  try {
    linkSync(privatePath, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, "EEXIST")) return false;
    if (!hasErrorCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EINVAL")) throw error;
  }
  return copyExclusively(privatePath, path);
}

/** Where the file system has no links. A reader may see the file grow, which `link` rules out. */
function copyExclusively(privatePath: string, path: string): boolean {
  try {
    copyFileSync(privatePath, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (hasErrorCode(error, "EEXIST")) return false;
    // EXCL created it, so what is there is ours, and only half of it.
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === true && !hasErrorCode(error, "EACCES", "ENOENT"))
      unlinkSync(path);
    throw error;
  }
}
