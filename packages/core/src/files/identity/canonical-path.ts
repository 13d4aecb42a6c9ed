import { lstatSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { misuseRangeError } from "../../errors/misuse-error.js";
import { explainFileError } from "../explain-file-error.js";
import { canSqliteOpen, LONGEST_DATABASE_PATH_BYTES } from "../longest-path.js";

/** As many as Linux follows. */
const LONGEST_LINK_CHAIN = 40;

/**
 * Gives the one path of a file, whatever links lead to it. The file may be missing: SQLite creates the target of a dangling link, and so do we.
 *
 * @throws `RangeError` for a path that is too long for SQLite
 * @throws {@link ParentFolderMissingError} `PARENT_FOLDER_MISSING`, {@link PermissionDeniedError} `PERMISSION_DENIED`
 */
export function canonicalPathOf(path: string): string {
  let canonicalPath: string;
  try {
    canonicalPath = followLinks(path, 0);
  } catch (error) {
    throw explainFileError(error, path);
  }
  if (canSqliteOpen(canonicalPath)) return canonicalPath;
  throw misuseRangeError(
    `path: expected at most ${LONGEST_DATABASE_PATH_BYTES} bytes, since SQLite opens no longer path, got ${Buffer.byteLength(canonicalPath)}: ${JSON.stringify(canonicalPath)}`,
  );
}

function followLinks(path: string, followed: number): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return join(realpathSync(dirname(path)), basename(path));
  if (!stats.isSymbolicLink() || followed > LONGEST_LINK_CHAIN) return realpathSync(path);
  return followLinks(resolve(dirname(path), readlinkSync(path)), followed + 1);
}
