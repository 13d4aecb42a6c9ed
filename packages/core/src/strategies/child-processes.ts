import { readdirSync, readFileSync, statSync } from "node:fs";

import { hasErrorCode } from "../errors/has-error-code.js";
import { isOneOf, type OpenFile } from "../sqlite/open-descriptors.js";

/** Ends a search through processes that start others faster than one can look. */
const MAX_PROCESSES = 10_000;

/**
 * Whether a child process, or one that a child started, has one of some files open or mapped, by whatever program: a descriptor that is kept writes
 * into a file whatever its name is by then. One that may not be looked into, as of another user, counts as having it.
 *
 * @remarks 0.1 ms, and as much again for each child. A process whose parent has ended is nobody's child any more, and is not seen; nor is
 * any where the system does not list children (outside of Linux).
 */
export function isOpenInChildProcess(files: readonly OpenFile[]): boolean {
  if (process.platform !== "linux") return false;
  const pending = [...childrenOf(process.pid)];
  for (let looks = 0; looks < MAX_PROCESSES; looks++) {
    const pid = pending.pop();
    if (pid === undefined) return false;
    if (hasOpen(pid, files)) return true;
    pending.push(...childrenOf(pid));
  }
  return true;
}

/** Those of each of its threads. */
function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) => childrenOfThread(pid, thread));
  } catch {
    return [];
  }
}

function childrenOfThread(pid: number, thread: string): readonly number[] {
  try {
    const list = readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1").trim();
    return list === "" ? [] : list.split(" ").map(Number);
  } catch {
    return [];
  }
}

function hasOpen(pid: number, files: readonly OpenFile[]): boolean {
  try {
    return hasDescriptor(pid, files) || hasMapping(pid, files);
  } catch (error) {
    // It has ended.
    return !hasErrorCode(error, "ENOENT", "ESRCH");
  }
}

function hasDescriptor(pid: number, files: readonly OpenFile[]): boolean {
  const directory = `/proc/${pid}/fd`;
  return readdirSync(directory).some((descriptor) => {
    const stats = statSync(`${directory}/${descriptor}`, { throwIfNoEntry: false });
    return stats !== undefined && isOneOf(stats, files);
  });
}

/** A file stays mapped when its descriptor is closed. A line names its inode between the device and the path. */
function hasMapping(pid: number, files: readonly OpenFile[]): boolean {
  const maps = readFileSync(`/proc/${pid}/maps`, "latin1");
  return files.some(({ ino }) => maps.includes(` ${ino} `));
}
