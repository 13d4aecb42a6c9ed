import { closeSync, openSync, readSync } from "node:fs";

/** SQLite's bytes of a database (https://sqlite.org/src/file/src/os.h): who writes has the first, who keeps readers out the second too. */
export const RESERVED_BYTE = 0x4000_0001;
export const SHARED_BYTE = 0x4000_0002;
/** The write lock in a wal-index (https://sqlite.org/walformat.html, section 2.3). */
export const WAL_WRITE_BYTE = 120;

const MAX_BYTES = 1024 * 1024;

/** A range of a file that somebody has locked for writing. */
export interface WriteLock {
  readonly first: number;
  readonly last: number;
}

/**
 * Lists the POSIX locks for writing that anybody, this process included, has on a file.
 *
 * Lines are `1: POSIX  ADVISORY  WRITE 4711 fd:01:12345 1073741825 1073741825`.
 *
 * @returns none where the system does not say
 */
export function listWriteLocks(inode: number): readonly WriteLock[] {
  if (process.platform !== "linux") return [];
  const lines = readLocks();
  // Mostly there is none.
  if (!lines.includes(`:${inode} `)) return [];
  return lines.split("\n").flatMap((line): WriteLock[] => {
    const [, kind, , access, , file, first, last] = line.trim().split(/\s+/);
    if (kind !== "POSIX" || access !== "WRITE" || Number(file?.split(":")[2]) !== inode) return [];
    return [{ first: Number(first), last: last === "EOF" ? Infinity : Number(last) }];
  });
}

export function coversByte(locks: readonly WriteLock[], byte: number): boolean {
  return locks.some(({ first, last }) => first <= byte && byte <= last);
}

/** Five times as fast as `readFileSync`, which does not know how long it is. */
function readLocks(): string {
  let descriptor: number;
  try {
    descriptor = openSync("/proc/locks", "r");
  } catch {
    return "";
  }
  try {
    for (let size = 16_384; ; size *= 4) {
      const bytes = Buffer.allocUnsafe(size);
      const length = readSync(descriptor, bytes, 0, size, 0);
      if (length < size || size > MAX_BYTES) return bytes.toString("latin1", 0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
