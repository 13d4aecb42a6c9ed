import { createHash, hash, type Hash } from "node:crypto";

import { readPieces } from "./read-pieces.js";

/** Hex SHA-256 of a file; of text, a file without a NUL byte, with line endings normalised. */
export function digestFile(absolutePath: string): string {
  const raw = createHash("sha256");
  let normalized: Hash | undefined;
  let isBinary = false;
  for (const piece of completeLines(absolutePath)) {
    isBinary ||= piece.includes(0);
    if (isBinary) normalized = undefined;
    // Up to the first line ending of Windows both are the same.
    else if (piece.includes("\r\n")) normalized ??= raw.copy();
    raw.update(piece);
    normalized?.update(normalizeLineEndings(piece));
  }
  return (normalized ?? raw).digest("hex");
}

/** Pieces that do not end within a line ending. */
function* completeLines(path: string): Generator<Buffer> {
  let rest = Buffer.alloc(0);
  for (const piece of readPieces(path)) {
    const whole = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = whole.at(-1) === 0x0d ? whole.length - 1 : whole.length;
    rest = Buffer.from(whole.subarray(end));
    yield whole.subarray(0, end);
  }
  yield rest;
}

/** Hex SHA-256 of a file's content; see {@link digestFile}. */
export function digestContent(content: Buffer): string {
  const isConverted = content.includes("\r\n") && !content.includes(0);
  return hash("sha256", isConverted ? normalizeLineEndings(content) : content);
}

/** Latin-1 gives each byte back as it was, whatever the encoding of the text. */
function normalizeLineEndings(content: Buffer): Buffer {
  return Buffer.from(content.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}

/** Hex SHA-256 of a text, byte for byte. */
export function digestText(text: string): string {
  return hash("sha256", text);
}
