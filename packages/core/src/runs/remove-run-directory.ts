import { chmodSync, lstatSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { attempt } from "../errors/attempt.js";
import { hasErrorCode } from "../errors/error-code.js";
import { isMountedBelow } from "../files/identity/mounts.js";
import { removePendingCopies } from "./pending-copies.js";
import { createEndedName } from "./run-names.js";

/** Half a second, with growing pauses: children that still write notice by then that the run has ended. */
const ATTEMPTS = 10;
const PAUSE_MS = 10;

/**
 * Removes a run directory: renames it first, so that nobody opens anything in it by path any more, then deletes it.
 *
 * Synchronous, for exit handlers, and never throws: the next run sweeps a directory of that name.
 *
 * @returns whether nothing of it is left
 */
export function removeRunDirectory(path: string): boolean {
  removePendingCopies(path);
  return removeEndedDirectory(renameToEnded(path));
}

/** Removes a directory that was renamed. Never follows symbolic links, never enters a mount in it, never throws. */
export function removeEndedDirectory(path: string): boolean {
  if (isMountedBelow(basename(path))) return false;
  for (let count = 1; count <= ATTEMPTS; count++) {
    try {
      rmSync(path, { recursive: true, force: true });
      return true;
    } catch (error) {
      const isDenied = hasErrorCode(error, "EACCES");
      // ENOTEMPTY: a process wrote meanwhile. EBUSY, EPERM: on Windows an open file cannot be removed.
      if (!isDenied && count < ATTEMPTS) pause(count * PAUSE_MS);
      // A test may have made a folder read-only, and every later run would fail to sweep it.
      if (isDenied) permitRemoval(path);
    }
  }
  return false;
}

/** Restores the owner's permissions of the folders at a path. Follows no link, never throws. */
function permitRemoval(path: string): void {
  // It may be another user's, or gone.
  attempt(() => {
    if (!lstatSync(path).isDirectory()) return;
    chmodSync(path, 0o700);
    for (const name of readdirSync(path)) permitRemoval(join(path, name));
  });
}

function renameToEnded(path: string): string {
  const endedPath = join(dirname(path), createEndedName());
  try {
    renameSync(path, endedPath);
    return endedPath;
  } catch {
    // It is gone; or, on Windows, something in it is open.
    return path;
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
