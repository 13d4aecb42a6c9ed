import { closeSync, openSync, readSync } from "node:fs";

const PIECE_BYTES = 1024 * 1024;

/** Reads a file in pieces, since Node reads no file above 2 GiB at once. They share one buffer: each is gone when the next is asked for. */
export function* readPieces(path: string): Generator<Buffer> {
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  const descriptor = openSync(path, "r");
  try {
    for (let length = readSync(descriptor, buffer); length > 0; length = readSync(descriptor, buffer)) {
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
