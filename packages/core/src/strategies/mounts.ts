import { readFileSync } from "node:fs";

/**
 * Whether something is mounted in a folder, or the folder, or a file of it, is mounted somewhere else as well (`mount --bind`): then there is a
 * way to its files that ends with no rename, and files below it that are not ours.
 *
 * @param name of the folder, which no other folder has
 */
export function isInMounts(name: string): boolean {
  if (process.platform !== "linux") return false;
  try {
    return readFileSync("/proc/self/mountinfo", "utf8").includes(name);
  } catch {
    return false;
  }
}
