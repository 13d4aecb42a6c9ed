import { hash } from "node:crypto";
import { readFileSync } from "node:fs";

/** Hex SHA-256 of a file; of text, a file without a NUL byte, with line endings normalised. */
export function digestFile(absolutePath: string): string {
  return digestContent(readFileSync(absolutePath));
}

/** Hex SHA-256 of a file's content; see {@link digestFile}. */
export function digestContent(content: Buffer): string {
  const isConverted = content.includes("\r\n") && !content.includes(0);
  // Latin-1 gives each byte back as it was, whatever the encoding of the text.
  return hash("sha256", isConverted ? Buffer.from(content.toString("latin1").replaceAll("\r\n", "\n"), "latin1") : content);
}

/** Hex SHA-256 of a text, byte for byte. */
export function digestText(text: string): string {
  return hash("sha256", text);
}
