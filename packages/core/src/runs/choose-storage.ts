import { accessSync, constants, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";

/** Where Linux offers storage in memory. */
const SHARED_MEMORY = "/dev/shm";

/** `statfs` types of file systems that live in memory: tmpfs and ramfs. `/dev/shm` may be an ordinary folder in a chroot. */
const MEMORY_FILE_SYSTEMS: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

/**
 * Free bytes below which `/dev/shm` is left alone.
 *
 * Containers get 64 MB there unless told otherwise, which sixteen workers with databases of a few megabytes and their logs fill in
 * the middle of a run, and then the application's own writes fail. It is four times that, and leaves something for browsers, which want
 * `/dev/shm` for themselves in the same tests.
 */
const SHARED_MEMORY_RESERVE_BYTES = 256 * 1024 * 1024;

/**
 * Picks the folder under which the run directory is made: `PICKLEJAR_DIR`, else memory where there is room to spare, else the
 * temporary folder. Absolute.
 *
 * @param neededBytes what is known to come there, beside which there has to be room to spare
 */
export function chooseStorage(sharedMemory: string = SHARED_MEMORY, neededBytes = 0): string {
  const wish = configuredStorage();
  if (wish !== undefined) return wish;
  return hasRoomInMemory(sharedMemory, neededBytes) ? sharedMemory : tmpdir();
}

/**
 * Picks the folder for databases that have no room any more in the one that a run lies in; `undefined` where there is no other: the
 * run does not lie in memory, or `PICKLEJAR_DIR` says where.
 *
 * @param directory absolute, of the run
 */
export function chooseOverflowStorage(directory: string): string | undefined {
  if (configuredStorage() !== undefined || !isInMemory(directory)) return undefined;
  const storage = tmpdir();
  const isSame = statSync(storage, { throwIfNoEntry: false })?.dev === statSync(directory).dev;
  return isSame ? undefined : storage;
}

/** Whether so many bytes go into a folder in memory, and the reserve stays free. */
export function hasRoomFor(sizeBytes: number, directory: string): boolean {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize - sizeBytes >= SHARED_MEMORY_RESERVE_BYTES;
}

/** All folders that {@link chooseStorage} may have picked in earlier runs, the likely one first. Absolute. */
export function possibleStorages(): readonly string[] {
  const wish = configuredStorage();
  if (wish !== undefined) return [wish];
  return process.platform === "linux" ? [SHARED_MEMORY, tmpdir()] : [tmpdir()];
}

/** Whether what lies in a folder lies in memory. */
function isInMemory(directory: string): boolean {
  try {
    return MEMORY_FILE_SYSTEMS.has(statfsSync(directory).type);
  } catch {
    return false;
  }
}

function configuredStorage(): string | undefined {
  const wish = process.env["PICKLEJAR_DIR"];
  return wish === undefined || wish === "" ? undefined : resolve(wish);
}

function hasRoomInMemory(directory: string, neededBytes: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    const { type, bavail, bsize } = statfsSync(directory);
    return MEMORY_FILE_SYSTEMS.has(type) && bavail * bsize - neededBytes >= SHARED_MEMORY_RESERVE_BYTES;
  } catch {
    return false;
  }
}
