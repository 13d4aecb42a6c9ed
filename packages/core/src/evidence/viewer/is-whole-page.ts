import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const END = "</html>";
const TAIL_BYTES = 64;

/**
 * Whether a file ends as a page does. On a file system without hard links, a process that is killed may leave a page cut.
 *
 * @throws what `fs` throws
 */
export function isWholePage(path: string): boolean {
  const descriptor = openSync(path, "r");
  try {
    const tail = Buffer.alloc(TAIL_BYTES);
    const { size } = fstatSync(descriptor);
    const length = readSync(descriptor, tail, 0, TAIL_BYTES, Math.max(0, size - TAIL_BYTES));
    return tail.toString("latin1", 0, length).trimEnd().endsWith(END);
  } finally {
    closeSync(descriptor);
  }
}
