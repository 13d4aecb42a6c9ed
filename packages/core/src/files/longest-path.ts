/**
 * SQLite opens no database whose path has more bytes: with `-journal` after it, it would have more than 512.
 *
 * *Source:* `MAX_PATHNAME` in os_unix.c and `sqlite3PagerOpen` in pager.c; measured.
 */
export const LONGEST_DATABASE_PATH_BYTES = 504;

/** Whether SQLite opens a database at an absolute path with so many bytes more. Windows has a limit of its own, which its errors name. */
export function canSqliteOpen(path: string, furtherBytes = 0): boolean {
  return process.platform === "win32" || Buffer.byteLength(path) + furtherBytes <= LONGEST_DATABASE_PATH_BYTES;
}
