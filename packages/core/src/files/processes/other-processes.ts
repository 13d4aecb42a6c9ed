import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";

import { hasErrorCode } from "../../errors/error-code.js";
import { attempt } from "../../errors/attempt.js";
import { isSameFile, type OpenFile } from "./open-descriptors.js";

/** Ends a search through processes that start others faster than picklejar can look. */
const MAX_PROCESSES = 10_000;
/** The same on a system on which processes are started all the time. */
const MAX_ROUNDS = 100;

/** Files of one file system, which others may have open. */
export interface SearchedFiles {
  readonly files: readonly OpenFile[];
  /** One that this process itself has mapped. */
  readonly mapped: OpenFile;
}

/** Gives the pid of the process that was started last on this system; 0 where it does not say. Pids grow until they begin again. */
export function readLastPid(): number {
  return attempt(() => Number(readFileSync("/proc/loadavg", "latin1").trim().split(" ").at(-1))) ?? 0;
}

/**
 * Whether a child process, one that a child started, or one that was started since, has one of some files open or mapped. Through an open descriptor
 * it can write to the file whatever its name is by then. A child that may not be looked into, for example of another user, counts as having it.
 *
 * @remarks 0.2 ms, and 0.1 ms for each process that is looked into. Older processes that are no children are not seen, and none outside of Linux.
 * @throws what `fs` throws, for example where this process may open no further file
 */
export function isOpenInOtherProcess(files: SearchedFiles, sincePid: number): boolean {
  if (process.platform !== "linux") return false;
  return isOpenInProcessSince(sincePid, files) || isOpenInDescendant(files);
}

/**
 * Finds daemons too, which are nobody's children any more. A process may hand its descriptors to a new one and end during the look, so the look is
 * repeated until no process was started during it.
 */
function isOpenInProcessSince(sincePid: number, files: SearchedFiles): boolean {
  let since = sincePid;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const last = readLastPid();
    if (listProcessesSince(since, last).some((pid) => isOpenIn(pid, files, false))) return true;
    if (readLastPid() === last) return false;
    since = last;
  }
  return true;
}

function isOpenInDescendant(files: SearchedFiles): boolean {
  const pending = [...childrenOf(process.pid)];
  for (let looks = 0; looks < MAX_PROCESSES; looks++) {
    const pid = pending.pop();
    if (pid === undefined) return false;
    if (isOpenIn(pid, files, true)) return true;
    pending.push(...childrenOf(pid));
  }
  return true;
}

/** Pids begin again at the largest one, often 32,768: on a machine that has run for a while, older processes have larger pids, which are left out. */
function listProcessesSince(sincePid: number, lastPid: number): readonly number[] {
  const hasBegunAgain = lastPid < sincePid;
  // The pids of another namespace say nothing of the order in which this one's processes were started.
  const largest = isProcOfThisNamespace() && !hasBegunAgain ? lastPid : Infinity;
  const pids = readdirSync("/proc").map(Number);
  return pids.filter((pid) => pid !== process.pid && pid <= largest && (pid > sincePid || (hasBegunAgain && pid > 0)));
}

function isProcOfThisNamespace(): boolean {
  return attempt(() => readlinkSync("/proc/self")) === String(process.pid);
}

/** Those of each of its threads. */
function childrenOf(pid: number): readonly number[] {
  return unlessEnded([], () =>
    readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      unlessEnded([], () =>
        readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1").split(" ").filter(Boolean).map(Number),
      ),
    ),
  );
}

function isOpenIn(pid: number, files: SearchedFiles, isChild: boolean): boolean {
  try {
    return unlessEnded(false, () => hasDescriptor(pid, files) || hasMapping(pid, files));
  } catch (error) {
    if (!hasErrorCode(error, "EACCES", "EPERM")) throw error;
    return isChild;
  }
}

function unlessEnded<Result>(otherwise: Result, look: () => Result): Result {
  try {
    return look();
  } catch (error) {
    if (hasErrorCode(error, "ENOENT", "ESRCH")) return otherwise;
    throw error;
  }
}

function hasDescriptor(pid: number, { files }: SearchedFiles): boolean {
  const directory = `/proc/${pid}/fd`;
  return readdirSync(directory).some((descriptor) => {
    const stats = statSync(`${directory}/${descriptor}`, { throwIfNoEntry: false });
    return stats !== undefined && files.some((file) => isSameFile(stats, file));
  });
}

/**
 * Whether a process has one of some files mapped into memory, which outlives the descriptor. Inodes are unique within a file system only, and small
 * ones occur in each. What the mappings call a device is not always what `stat` calls it (on btrfs, for example), so it is compared with that of
 * the file that is mapped here; where there is none, a file of any device counts.
 */
export function hasMapping(pid: number, { files, mapped }: SearchedFiles): boolean {
  const maps = readFileSync(`/proc/${pid}/maps`, "latin1");
  const devices = files.flatMap(({ ino }) => devicesOf(ino, maps));
  if (devices.length === 0) return false;
  const own = devicesOf(mapped.ino, readFileSync("/proc/self/maps", "latin1"));
  return own.length === 0 || devices.some((device) => own.includes(device));
}

/** Gives the devices on which a mapped file has an inode, as the mappings call them. */
function devicesOf(inode: number, maps: string): readonly string[] {
  // Hardly any process has it mapped, and to look for it takes a small part of the time that parsing does.
  if (!maps.includes(` ${inode} `)) return [];
  // 7f0c3e400000-7f0c3e408000 rw-s 00000000 00:1a 67281      /dev/shm/…/scenario.db-shm
  return maps.split("\n").flatMap((line) => {
    const [, , , device = "", mapped] = line.split(/\s+/, 5);
    return Number(mapped) === inode ? [device] : [];
  });
}
