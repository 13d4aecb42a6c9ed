import { fstatSync, readdirSync, type Stats } from "node:fs";

/** Where a system lists the descriptors of the process that looks; `undefined` where it does not. */
const DESCRIPTORS = new Map<NodeJS.Platform, string>([
  ["linux", "/proc/self/fd"],
  ["darwin", "/dev/fd"],
]).get(process.platform);

/** Whether this system can say what the process has open. */
export function canListDescriptors(): boolean {
  return DESCRIPTORS !== undefined && listDescriptors(DESCRIPTORS).length > 0;
}

/**
 * Whether this process (any thread of it, any library in it) has a file open.
 *
 * @remarks 10 µs, and 1 µs a descriptor: the descriptors themselves are asked, as their number alone proves nothing.
 */
export function isOpenInProcess({ dev, ino }: Pick<Stats, "dev" | "ino">): boolean {
  return listDescriptors(DESCRIPTORS ?? "").some((name) => {
    try {
      const stats = fstatSync(Number(name));
      return stats.ino === ino && stats.dev === dev;
    } catch {
      // Closed since: the one by which the folder itself was read, at least.
      return false;
    }
  });
}

function listDescriptors(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
