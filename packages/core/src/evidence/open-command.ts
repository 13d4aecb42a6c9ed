/** The line that opens a database in a shell, quoted for it. */
export function openCommandOf(path: string): string {
  if (process.platform === "win32") return `sqlite3 "${path}"`;
  return `sqlite3 '${path.replaceAll("'", String.raw`'\''`)}'`;
}
