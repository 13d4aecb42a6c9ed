import { toLogLine } from "../../errors/log-text.js";

/** The line that opens a database in a shell, quoted for it: in bash's way where the path holds what may not go to a log as it is. */
export function openCommandOf(path: string): string {
  if (process.platform === "win32") return `sqlite3 "${path}"`;
  if (toLogLine(path) !== path) return `sqlite3 $'${path.replaceAll(/['\\]|[^\x20-\x7e]|##/g, toShellEscapes)}'`;
  return `sqlite3 '${path.replaceAll("'", String.raw`'\''`)}'`;
}

function toShellEscapes(text: string): string {
  return [...Buffer.from(text)].map((byte) => String.raw`\x${byte.toString(16).padStart(2, "0")}`).join("");
}
