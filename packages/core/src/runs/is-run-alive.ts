import { existsSync } from "node:fs";
import { join } from "node:path";

import { isProcessAlive, type ProcessIdentity } from "../files/processes/process-start-time.js";
import { tryAcquireDatabaseLock } from "../sqlite/database-lock.js";
import { LEASE_NAME } from "./run-names.js";

/**
 * Whether the run in a directory is alive. A process that cannot be seen may be in another container or pid namespace: then the lease decides,
 * which the owner holds wherever it is.
 *
 * @param path absolute
 */
export function isRunAlive(path: string, owner: ProcessIdentity): boolean {
  // In this order: a process that tests its own lease could lose it.
  return isProcessAlive(owner) || isLeaseHeld(path);
}

/** Takes the lease for a moment if nobody has it. Creates none. */
function isLeaseHeld(path: string): boolean {
  const leasePath = join(path, LEASE_NAME);
  if (!existsSync(leasePath)) return false;
  try {
    const lease = tryAcquireDatabaseLock(leasePath);
    lease?.release();
    return lease === undefined;
  } catch {
    // It is gone; or it cannot be tested, which proves nothing.
    return existsSync(leasePath);
  }
}
