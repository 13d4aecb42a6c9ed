/** The limit is 512 with `-journal`. *Source:* `MAX_PATHNAME` in os_unix.c and `sqlite3PagerOpen` in pager.c; measured. */
export const LONGEST_DATABASE_PATH_BYTES = 504;

/** Whether SQLite opens a database whose absolute path is `furtherBytes` longer than this. On Windows it says so itself. */
export function canSqliteOpen(path: string, furtherBytes = 0): boolean {
  return process.platform === "win32" || Buffer.byteLength(path) + furtherBytes <= LONGEST_DATABASE_PATH_BYTES;
}
