import { chmodSync, lstatSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { isMountedBelow } from "../files/mounts.js";
import { removePendingCopies } from "./pending-copies.js";
import { createEndedName } from "./run-names.js";
import { hasErrorCode } from "../errors/error-code.js";

/** With the growing pauses between them half a second: children that still write notice by then that the run is over. */
const ATTEMPTS = 10;
const PAUSE_MS = 10;

/**
 * Removes a run directory: first its name, so that nobody opens anything in it by path any more, then what is in it.
 *
 * Synchronous, for exit handlers, and never throws: what cannot be removed has a name that the next run sweeps.
 *
 * @returns whether nothing of it is left
 */
export function removeRunDirectory(path: string): boolean {
  removePendingCopies(path);
  return removeEndedDirectory(takeNameAway(path));
}

/** Removes a directory that has no name of a run any more. Never follows symbolic links, never enters what is mounted in it, never throws. */
export function removeEndedDirectory(path: string): boolean {
  if (isMountedBelow(basename(path))) return false;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      rmSync(path, { recursive: true, force: true });
      return true;
    } catch (error) {
      // ENOTEMPTY: somebody wrote while we removed. EBUSY, EPERM: Windows, where a file that is open cannot be removed.
      if (!isDenied(error) && attempt < ATTEMPTS) pause(attempt * PAUSE_MS);
      // A test took the permission away from a folder in it, and every later run would fail to sweep it.
      if (isDenied(error)) permitRemoval(path);
    }
  }
  return false;
}

function isDenied(error: unknown): boolean {
  return hasErrorCode(error, "EACCES");
}

/** Gives the folders at a path their owner's permissions back. Follows no link, never throws. */
function permitRemoval(path: string): void {
  try {
    if (!lstatSync(path).isDirectory()) return;
    chmodSync(path, 0o700);
    for (const name of readdirSync(path)) permitRemoval(join(path, name));
  } catch {
    // Another user's, or gone meanwhile.
  }
}

function takeNameAway(path: string): string {
  const endedPath = join(dirname(path), createEndedName());
  try {
    renameSync(path, endedPath);
    return endedPath;
  } catch {
    // Gone already; or, on Windows, something in it is open.
    return path;
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
