import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";

import { fileSystemOf } from "../storage.js";

/** A place for databases. */
export interface Storage {
  /** What people call it. */
  readonly label: string;
  /** Absolute folder of ours. */
  readonly directory: string;
  readonly isInMemory: boolean;
}

const SHARED_MEMORY = "/dev/shm";
/** For what else the machine does. */
const RESERVE_BYTES = 512 * 2 ** 20;

/** Memory, where Linux offers it, and the disk that an absolute folder is on. What is in memory goes when the process does. */
export function openStorages(workDirectory: string): readonly Storage[] {
  const directory = join(workDirectory, "storage");
  mkdirSync(directory);
  const disk = { label: fileSystemOf(directory), directory, isInMemory: false };
  if (!isSharedMemory()) return [disk];
  const shared = mkdtempSync(join(SHARED_MEMORY, "picklejar-bench-"));
  process.on("exit", () => {
    rmSync(shared, { recursive: true, force: true });
  });
  return [{ label: SHARED_MEMORY, directory: shared, isInMemory: true }, disk];
}

/** Whether so many bytes can be written without getting in anybody's way; if not, why. */
export function refusalOf(storage: Pick<Storage, "directory" | "isInMemory" | "label">, bytes: number): string | undefined {
  const { bavail, bsize } = statfsSync(storage.directory);
  const room = Math.min(bavail * bsize, storage.isInMemory ? freemem() : Infinity) - RESERVE_BYTES;
  if (room >= bytes) return undefined;
  return `${storage.label} has room for ${toMegabytes(Math.max(0, room))} MB, and it takes ${toMegabytes(bytes)} MB`;
}

function isSharedMemory(): boolean {
  try {
    accessSync(SHARED_MEMORY, constants.W_OK | constants.X_OK);
    return fileSystemOf(SHARED_MEMORY) === "tmpfs";
  } catch {
    return false;
  }
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
