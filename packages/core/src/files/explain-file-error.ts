import { dirname } from "node:path";

import {
  DatabaseBusyError,
  DiskFullError,
  NotADatabaseError,
  NotAFileError,
  ParentFolderMissingError,
  PermissionDeniedError,
} from "../errors/classes/database-errors.js";
import { errorCodeOf, hasErrorCode, isBusyError } from "../errors/error-code.js";

/** Turns an error of `fs` or SQLite about a path into ours; other errors stay as they are. */
export function explainFileError(error: unknown, path: string): unknown {
  switch (errorCodeOf(error) ?? "") {
    case "ENOENT":
    case "ENOTDIR":
      return new ParentFolderMissingError(dirname(path), path, error);
    case "ELOOP":
      return new NotAFileError(path, "a symbolic link that leads back to itself", error);
    case "EISDIR":
      return new NotAFileError(path, "a folder", error);
    case "SQLITE_NOTADB":
    case "SQLITE_CORRUPT":
      return new NotADatabaseError(path, error);
    default:
      return isBusyError(error) ? new DatabaseBusyError(path, 0, error) : explainStorageError(error, path);
  }
}

/** The same for a file of picklejar's own, where only the storage can be at fault. */
export function explainStorageError(error: unknown, path: string): unknown {
  if (isFull(error)) return new DiskFullError(path, error);
  return isDenied(error) ? new PermissionDeniedError(path, error) : error;
}

/** Uses the file at a path, and explains what that throws. */
export async function explaining<Result>(
  path: string,
  use: () => Result | Promise<Result>,
  explain: typeof explainFileError = explainFileError,
): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    throw explain(error, path);
  }
}

export function isFull(error: unknown): boolean {
  return hasErrorCode(error, "ENOSPC", "EDQUOT", "SQLITE_FULL");
}

/** Extended codes of SQLite begin with the code that they extend. */
function isDenied(error: unknown): boolean {
  return /^(?:EACCES|EPERM|EROFS|SQLITE_PERM)$|^SQLITE_(?:READONLY|CANTOPEN)/.test(errorCodeOf(error) ?? "");
}
