import { chmodSync, constants, copyFileSync, linkSync, lstatSync, rmSync, unlinkSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { threadId } from "node:worker_threads";

/**
 * Copies a template to a path where nothing is, and never over anything: under a private name in the same folder, then linked.
 *
 * @returns `false`, having changed nothing, when something is at the path by now.
 * @throws what `fs` throws: no folder, no space, no permission. No partial file stays.
 */
export function placeCopy(templatePath: string, path: string): boolean {
  const privatePath = `${path}.${process.pid}-${threadId}-${randomBytes(6).toString("hex")}.new`;
  try {
    copyWritable(templatePath, privatePath);
    return linkExclusively(privatePath, path);
  } finally {
    rmSync(privatePath, { force: true });
  }
}

/** Copies a template to a name that nobody else uses: mode 0600, since the template's own bits are read-only. */
export function copyWritable(templatePath: string, path: string): void {
  copyFileSync(templatePath, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  chmodSync(path, 0o600);
}

function linkExclusively(privatePath: string, path: string): boolean {
  try {
    linkSync(privatePath, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    if (!hasCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EINVAL")) throw error;
  }
  return copyExclusively(privatePath, path);
}

/** Where the file system has no links. A reader may see the file grow, which `link` rules out. */
function copyExclusively(privatePath: string, path: string): boolean {
  try {
    copyFileSync(privatePath, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    // EXCL created it, so what is there is ours, and only half of it.
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === true && !hasCode(error, "EACCES", "ENOENT")) unlinkSync(path);
    throw error;
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.some((code) => code === error.code);
}
