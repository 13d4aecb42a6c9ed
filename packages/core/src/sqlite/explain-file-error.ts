import { dirname } from "node:path";

import {
  DatabaseBusyError,
  DiskFullError,
  NotADatabaseError,
  NotAFileError,
  ParentFolderMissingError,
  PermissionDeniedError,
} from "../errors/database-errors.js";

/** Turns what `fs` or SQLite says of a path into our error for it; what it does not know, it gives back as it is. */
export function explainFileError(error: unknown, path: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return new ParentFolderMissingError(dirname(path), path, error);
    case "ELOOP":
      return new NotAFileError(path, "a symbolic link that leads back to itself", error);
    case "EISDIR":
      return new NotAFileError(path, "a folder", error);
    case "ENOSPC":
    case "EDQUOT":
    case "SQLITE_FULL":
      return new DiskFullError(path, error);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new PermissionDeniedError(path, error);
    case "SQLITE_NOTADB":
    case "SQLITE_CORRUPT":
      return new NotADatabaseError(path, error);
    default:
      return explainSqliteError(error, code, path);
  }
}

/** Does something with the file at a path, and turns what it throws into our error for it; see {@link explainFileError}. */
export async function explaining<Result>(path: string, use: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/** The families of SQLite's extended codes. */
function explainSqliteError(error: unknown, code: string, path: string): unknown {
  if (code.startsWith("SQLITE_BUSY")) return new DatabaseBusyError(path, 0, error);
  if (code.startsWith("SQLITE_READONLY") || code.startsWith("SQLITE_CANTOPEN") || code === "SQLITE_PERM") {
    return new PermissionDeniedError(path, error);
  }
  return error;
}
