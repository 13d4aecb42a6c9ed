import { existsSync, readFileSync } from "node:fs";

import { attempt } from "../../errors/attempt.js";

const MOUNTS = "/proc/self/mountinfo";

/**
 * Whether something is mounted in a folder, or the folder or one of its files is also mounted somewhere else (`mount --bind`): then a rename does
 * not close every way to its files. True where that cannot be read.
 *
 * @param name of the folder, which no other folder has
 */
export function isInMounts(name: string): boolean {
  return listMounts()?.some((mount) => mount.includes(name)) ?? true;
}

/** Whether something is mounted on a folder or below it. That belongs to somebody else, and may not be removed. Takes the same name. */
export function isMountedBelow(name: string): boolean {
  return listMounts()?.some((mount) => mount.split(" ")[MOUNT_POINT]?.split("/").includes(name) === true) ?? true;
}

/** Index of the field in a line. *Source:* https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html */
const MOUNT_POINT = 4;

/** A line a mount; `undefined` if they cannot be read, for example because this process may open no further file. */
function listMounts(): readonly string[] | undefined {
  return existsSync(MOUNTS) ? attempt(() => readFileSync(MOUNTS, "utf8").split("\n")) : [];
}
