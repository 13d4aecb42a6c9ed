import { fstatSync, readdirSync, type Stats } from "node:fs";

/** Where a system lists the descriptors of the process that looks; `undefined` where it does not. */
const DESCRIPTORS = new Map<NodeJS.Platform, string>([
  ["linux", "/proc/self/fd"],
  ["darwin", "/dev/fd"],
]).get(process.platform);

/** A file by its device and inode. */
export type OpenFile = Pick<Stats, "dev" | "ino">;

/** Whether this system can say what the process has open. */
export function canListDescriptors(): boolean {
  return DESCRIPTORS !== undefined && listDescriptors(DESCRIPTORS).length > 0;
}

/**
 * Whether this process (any thread of it, any library in it) has a file open.
 *
 * @remarks 10 µs, and 1 µs a descriptor: the descriptors themselves are asked, as their number alone proves nothing.
 */
export function isOpenInProcess(file: OpenFile): boolean {
  return countOpenInProcess(file) > 0;
}

/** How often this process has a file open; 0 where the system does not say. See {@link isOpenInProcess}. */
export function countOpenInProcess({ dev, ino }: OpenFile): number {
  let count = 0;
  for (const name of listDescriptors(DESCRIPTORS ?? "")) {
    try {
      const stats = fstatSync(Number(name));
      if (stats.ino === ino && stats.dev === dev) count += 1;
    } catch {
      // Closed since: the one by which the folder itself was read, at least.
    }
  }
  return count;
}

function listDescriptors(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
