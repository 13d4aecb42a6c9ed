import { createHash, hash, type Hash } from "node:crypto";

import { readPieces } from "../read-pieces.js";

/** Hex SHA-256 of a file. A file without a NUL byte is text, and its line endings are normalised. */
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

/** Pieces that do not end inside a line ending. */
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

/** {@link digestFile} of a file that was read already. */
export function digestContent(content: Buffer): string {
  const isConverted = content.includes("\r\n") && !content.includes(0);
  return hash("sha256", isConverted ? normalizeLineEndings(content) : content);
}

/** Latin-1 preserves every byte, whatever the encoding. */
function normalizeLineEndings(content: Buffer): Buffer {
  return Buffer.from(content.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}
