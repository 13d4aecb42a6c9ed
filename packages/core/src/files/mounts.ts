import { existsSync, readFileSync } from "node:fs";

/**
 * Whether something is mounted in a folder, or the folder or a file of it is mounted somewhere else as well (`mount --bind`): then no rename
 * closes every way to its files.
 *
 * @param name of the folder, which no other folder has
 */
export function isInMounts(name: string): boolean {
  const mounts = listMounts();
  return mounts === "unknown" || mounts.some((mount) => mount.includes(name));
}

/**
 * Whether something is mounted on a folder or below it: what is there belongs to somebody else, and is not to be removed.
 *
 * @param name of the folder, which no other folder has
 */
export function isMountedBelow(name: string): boolean {
  const mounts = listMounts();
  return mounts === "unknown" || mounts.some((mount) => mount.split(" ")[MOUNT_POINT]?.split("/").includes(name) === true);
}

/** Of the fields of a line. *Source:* https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html */
const MOUNT_POINT = 4;

/** A line a mount; `unknown` where they cannot be read now, as where this process may open no further file. */
function listMounts(): readonly string[] | "unknown" {
  if (!existsSync(MOUNTS)) return [];
  try {
    return readFileSync(MOUNTS, "utf8").split("\n");
  } catch {
    return "unknown";
  }
}

const MOUNTS = "/proc/self/mountinfo";
