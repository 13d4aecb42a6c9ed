import { fstatSync, readdirSync, statSync, type Stats } from "node:fs";

/** Where a system lists the descriptors of the process that looks; `undefined` where it does not. */
const DESCRIPTORS = new Map<NodeJS.Platform, string>([
  ["linux", "/proc/self/fd"],
  ["darwin", "/dev/fd"],
]).get(process.platform);

/** A file by its device and inode. */
export type OpenFile = Pick<Stats, "dev" | "ino">;

/** Those that were open when they were listed last. */
let listed: readonly number[] = [];

/** Whether this system can say what the process has open. */
export function canListDescriptors(): boolean {
  return listDescriptors().length > 0;
}

/** Whether this process (any thread of it, any library in it) has a file open. See {@link countOpenInProcess}. */
export function isOpenInProcess(file: OpenFile): boolean {
  return countOpenInProcess(file) > 0;
}

/**
 * How often this process has a file open; 0 where the system does not say.
 *
 * @remarks 1 µs a descriptor: each is asked, as its number alone proves nothing. To list them takes as long again, which is done when there are
 * others than those that were listed last: while these are all there, and as many as all there are, they are the same ones.
 */
export function countOpenInProcess(file: OpenFile): number {
  const total = countDescriptors();
  if (total === listed.length && total > 0) {
    const count = countAmongListed(file);
    if (count !== undefined && countDescriptors() === total) return count;
  }
  return listAndCount(file);
}

/** `undefined` when one of them has been closed. */
function countAmongListed(file: OpenFile): number | undefined {
  let count = 0;
  try {
    for (const descriptor of listed) if (isSameFile(fstatSync(descriptor), file)) count += 1;
    return count;
  } catch {
    return undefined;
  }
}

function listAndCount(file: OpenFile): number {
  const open: number[] = [];
  let count = 0;
  for (const descriptor of listDescriptors()) {
    try {
      if (isSameFile(fstatSync(descriptor), file)) count += 1;
      open.push(descriptor);
    } catch {
      // Closed since: the one by which the folder itself was read, at least.
    }
  }
  listed = open;
  return count;
}

function isSameFile(stats: Stats, { dev, ino }: OpenFile): boolean {
  return stats.ino === ino && stats.dev === dev;
}

/** One `stat`: the size of the folder, from Linux 6.2 on; 0 elsewhere. */
function countDescriptors(): number {
  return process.platform === "linux" ? (statSync("/proc/self/fd", { throwIfNoEntry: false })?.size ?? 0) : 0;
}

function listDescriptors(): readonly number[] {
  try {
    return DESCRIPTORS === undefined ? [] : readdirSync(DESCRIPTORS).map(Number);
  } catch {
    return [];
  }
}
