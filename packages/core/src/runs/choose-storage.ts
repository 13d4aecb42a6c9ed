import { accessSync, constants, readdirSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { attempt } from "../errors/attempt.js";
import { findParentDirectory } from "../files/parent-directory.js";

/** Where Linux offers storage in memory. */
const SHARED_MEMORY = "/dev/shm";

/** `statfs` types of tmpfs and ramfs. `/dev/shm` may be an ordinary folder in a chroot. */
const MEMORY_FILE_SYSTEMS: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

/**
 * Free bytes below which `/dev/shm` is not used.
 *
 * Containers have 64 MB there by default. Sixteen workers with databases of a few megabytes fill that in the middle of a run, and then the
 * application's writes fail. Four times that leaves something for browsers, which use `/dev/shm` in the same tests.
 */
const SHARED_MEMORY_RESERVE_BYTES = 256 * 1024 * 1024;

/**
 * Picks the absolute folder for the run directory: `PICKLEJAR_DIR`, else memory if there is room to spare, else the temporary folder.
 *
 * @param neededBytes what is known to come there, besides the room to spare
 */
export function chooseStorage(sharedMemory: string = SHARED_MEMORY, neededBytes = 0): string {
  return configuredStorage() ?? (hasRoomInMemory(sharedMemory, neededBytes) ? sharedMemory : tmpdir());
}

/**
 * Picks the folder for databases that have no room next to the run's; `undefined` if the run is not in memory, or `PICKLEJAR_DIR` is set.
 *
 * @param directory absolute, of the run
 */
export function chooseOverflowStorage(directory: string): string | undefined {
  if (configuredStorage() !== undefined || !isInMemory(directory)) return undefined;
  const storage = tmpdir();
  const isSame = statSync(storage, { throwIfNoEntry: false })?.dev === statSync(directory).dev;
  return isSame ? undefined : storage;
}

/** What holds the databases of a run: `memory` has a folder on disk beside it, `memory-only` has none. */
export type StorageKind = "disk" | "memory" | "memory-only";

/** @param directory absolute, of a run or of a storage */
export function storageKindOf(directory: string): StorageKind {
  if (!isInMemory(directory)) return "disk";
  return chooseOverflowStorage(directory) === undefined ? "memory-only" : "memory";
}

/** Whether a folder in memory has room for a file, besides the reserve. */
export function hasRoomFor(sizeBytes: number, directory: string): boolean {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize - sizeBytes >= SHARED_MEMORY_RESERVE_BYTES;
}

/** All absolute folders that {@link chooseStorage} may have picked in earlier runs, the likely one first. */
export function possibleStorages(): readonly string[] {
  const configured = configuredStorage();
  if (configured !== undefined) return [configured];
  return process.platform === "linux" ? [SHARED_MEMORY, tmpdir()] : [tmpdir()];
}

/** An entry of a folder that holds run directories of this user: a run, what is left of one, or anything else. */
export interface Stored {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** Lists the folders that may hold runs of this user, the likely storage first. */
export function listStored(): readonly Stored[] {
  return possibleStorages().flatMap((storage) => {
    const parent = findParentDirectory(storage);
    return parent === undefined ? [] : readdirSync(parent).map((name) => ({ name, path: join(parent, name) }));
  });
}

function isInMemory(directory: string): boolean {
  return attempt(() => MEMORY_FILE_SYSTEMS.has(statfsSync(directory).type)) ?? false;
}

function configuredStorage(): string | undefined {
  const configured = process.env["PICKLEJAR_DIR"];
  return configured === undefined || configured === "" ? undefined : resolve(configured);
}

function hasRoomInMemory(directory: string, neededBytes: number): boolean {
  if (process.platform !== "linux" || !isInMemory(directory)) return false;
  const hasRoom = attempt(() => {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return hasRoomFor(neededBytes, directory);
  });
  return hasRoom ?? false;
}
