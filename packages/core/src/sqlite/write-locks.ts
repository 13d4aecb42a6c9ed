import { readSync } from "node:fs";

/** SQLite's bytes of a database (https://sqlite.org/src/file/src/os.h): who writes has the first, who keeps readers out the second too. */
export const RESERVED_BYTE = 0x4000_0001;
export const SHARED_BYTE = 0x4000_0002;

const FIRST_BYTES = 16_384;
const MAX_BYTES = 4 * 1024 * 1024;

/** A range of a file that somebody has locked for writing. */
export interface WriteLock {
  readonly first: number;
  readonly last: number;
}

/** The POSIX locks for writing of all processes, as Linux lists them; elsewhere none are seen. */
export class WriteLocks {
  readonly #open: (path: string) => number;
  #descriptor: number | undefined;
  /** Made when it is needed, which is never for a database in WAL mode. */
  #bytes: Buffer | undefined;

  /** @param open opens a file for reading; its descriptor stays open */
  constructor(open: (path: string) => number) {
    this.#open = open;
  }

  /**
   * Lists those that anybody has on a file.
   *
   * Lines are `1: POSIX  ADVISORY  WRITE 4711 fd:01:12345 1073741825 1073741825`.
   *
   * @remarks 10 µs while the descriptor is open, and three times as much for the first time.
   */
  listOn(inode: number): readonly WriteLock[] {
    const list = this.#read();
    // Mostly there is none.
    if (list?.includes(`:${inode} `, 0, "latin1") !== true) return [];
    return list
      .toString("latin1")
      .split("\n")
      .flatMap((line): WriteLock[] => {
        const [, kind, , access, , file, first, last] = line.trim().split(/\s+/);
        if (kind !== "POSIX" || access !== "WRITE" || Number(file?.split(":")[2]) !== inode) return [];
        return [{ first: Number(first), last: last === "EOF" ? Infinity : Number(last) }];
      });
  }

  /** Valid until the next call. */
  #read(): Buffer | undefined {
    if (process.platform !== "linux") return undefined;
    try {
      this.#descriptor ??= this.#open("/proc/locks");
      let bytes = (this.#bytes ??= Buffer.allocUnsafe(FIRST_BYTES));
      for (;;) {
        const length = readPieces(this.#descriptor, bytes);
        if (length < bytes.length || length >= MAX_BYTES) return bytes.subarray(0, length);
        bytes = this.#bytes = Buffer.allocUnsafe(4 * bytes.length);
      }
    } catch {
      return undefined;
    }
  }
}

/** Returns how much it read. The system gives no more than a page at once. */
function readPieces(descriptor: number, bytes: Buffer): number {
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(descriptor, bytes, length, bytes.length - length, length);
    if (read === 0) break;
    length += read;
  }
  return length;
}

export function coversByte(locks: readonly WriteLock[], byte: number): boolean {
  return locks.some(({ first, last }) => first <= byte && byte <= last);
}
