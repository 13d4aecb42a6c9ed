import { statSync } from "node:fs";
import { join } from "node:path";

import { tryAcquireDatabaseLock } from "../sqlite/database-lock.js";
import { isProcessAlive, type ProcessIdentity } from "../files/process-start-time.js";
import { LEASE_NAME } from "./run-names.js";

/**
 * Whether the run in a directory is alive. A process that is not to be seen may live in another container or pid namespace, so the lease decides,
 * which its owner holds wherever it is.
 *
 * @param path absolute
 */
export function isRunAlive(path: string, owner: ProcessIdentity): boolean {
  // Asked first: a process that tested a lease of its own could lose it.
  return isProcessAlive(owner) || isLeaseHeld(path);
}

/** Takes the lease for a moment if nobody has it. Makes none. */
function isLeaseHeld(path: string): boolean {
  const leasePath = join(path, LEASE_NAME);
  if (statSync(leasePath, { throwIfNoEntry: false }) === undefined) return false;
  try {
    const lease = tryAcquireDatabaseLock(leasePath);
    lease?.release();
    return lease === undefined;
  } catch {
    // It went meanwhile; or it cannot be tested, which proves nothing.
    return statSync(leasePath, { throwIfNoEntry: false }) !== undefined;
  }
}
