import { hash } from "node:crypto";

/** SHA-256 of a text: as it is, and with the line endings that another checkout would give it. */
export function hashesOf(text: string): readonly [string, ...string[]] {
  const unix = text.replaceAll("\r\n", "\n");
  return [hash("sha256", text), hash("sha256", unix), hash("sha256", unix.replaceAll("\n", "\r\n"))];
}
