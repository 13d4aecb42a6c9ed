import { lstatSync, type Stats } from "node:fs";
import { join } from "node:path";

import { tryAcquireDatabaseLock } from "../sqlite/database-lock.js";
import { listStored } from "./choose-storage.js";
import { readAnnouncedOwner, readOwnerRecord } from "./owner-record.js";
import { hasProcess, isProcessAlive, isWithinSight, pidSpaceTag } from "../files/processes/process-start-time.js";
import { removeEndedDirectory, removeRunDirectory } from "./remove-run-directory.js";
import { isEndedName, LEASE_NAME, parseRunName, type RunName } from "./run-names.js";

export interface SweepRunsResult {
  /** Absolute paths of run directories that were removed. */
  readonly removed: readonly string[];
  /** Absolute paths of dead ones that could not be read or removed; the next sweep tries again. */
  readonly failed: readonly string[];
}

/** Creating a directory takes milliseconds: the maker of an older, incomplete one was killed if it cannot be seen. */
const HALF_MADE_AFTER_MS = 60_000;

/**
 * Removes what dead runs left (after SIGKILL or a power cut), in picklejar's own folders only.
 *
 * A run is dead if its owner, by pid and start time, is gone *and* its lease can be taken: the pid alone misleads between containers,
 * the lease alone while a run is being made. Other names, symbolic links, and anything but folders stay.
 */
export function sweepRuns(): SweepRunsResult {
  const removed: string[] = [];
  const failed: string[] = [];
  for (const { name, path } of listStored()) {
    const outcome = sweepDirectory(path, name);
    if (outcome === "removed") removed.push(path);
    if (outcome === "failed") failed.push(path);
  }
  return { removed, failed };
}

function sweepDirectory(path: string, name: string): "kept" | "removed" | "failed" {
  const runName = parseRunName(name);
  const hasEnded = isEndedName(name);
  if (runName === undefined && !hasEnded) return "kept";
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory() !== true) return "kept";
    if (hasEnded) return removeEndedDirectory(path) ? "removed" : "failed";
    if (runName === undefined || !isOwnerGone(path, runName, stats)) return "kept";
    return removeUnlessLeased(path);
  } catch {
    // Another process may sweep at the same time. No error may keep this run from starting.
    return "failed";
  }
}

function isOwnerGone(path: string, name: RunName, stats: Stats): boolean {
  const owner = readOwnerRecord(path);
  if (owner === undefined) return isMakerGone(path, name, stats);
  // Before the lease: a process that tests its own lease could lose it.
  return !isProcessAlive(owner);
}

function isMakerGone(path: string, { pid, pidSpace }: RunName, stats: Stats): boolean {
  const maker = readAnnouncedOwner(path);
  if (maker !== undefined && isWithinSight(maker)) return !isProcessAlive(maker);
  // It was killed before it announced itself.
  if (pidSpace === pidSpaceTag() && !hasProcess(pid)) return true;
  return Date.now() - stats.mtimeMs > HALF_MADE_AFTER_MS && !hasProcess(pid);
}

function removeUnlessLeased(path: string): "kept" | "removed" | "failed" {
  const lease = tryAcquireDatabaseLock(join(path, LEASE_NAME));
  if (lease === undefined) return "kept";
  try {
    return removeRunDirectory(path) ? "removed" : "failed";
  } finally {
    lease.release();
  }
}
