import { hash } from "node:crypto";

/** Hashes of a text: as it is, and with the line endings that another checkout would give it. */
export function hashesOf(text: string, algorithm: "sha256" | "md5" = "sha256"): readonly [string, ...string[]] {
  const unix = text.replaceAll("\r\n", "\n");
  return [hash(algorithm, text), hash(algorithm, unix), hash(algorithm, unix.replaceAll("\n", "\r\n"))];
}
