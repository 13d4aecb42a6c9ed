import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { attempt } from "../../errors/attempt.js";
import { hasProcess } from "../../files/processes/process-start-time.js";
import { isRunAlive } from "../../runs/is-run-alive.js";
import { listStored, type Stored } from "../../runs/choose-storage.js";
import { readOwnerRecord } from "../../runs/owner-record.js";
import { isEndedName, parseRunName } from "../../runs/run-names.js";

/** A run directory. */
export interface ListedRun {
  /** Absolute. */
  readonly path: string;
  /** Absent for what is left of a run that has ended. */
  readonly ownerPid: number | undefined;
  /** ISO 8601; absent while it is being made, and if nobody wrote it down. */
  readonly startedAt: string | undefined;
  readonly isAlive: boolean;
  readonly sizeBytes: number;
}

/** Lists the run directories of this user, dead and alive. Removes nothing. */
export function listRuns(): readonly ListedRun[] {
  return listStored().flatMap(describeRun);
}

function describeRun({ name, path }: Stored): ListedRun[] {
  const runName = parseRunName(name);
  if (runName === undefined && !isEndedName(name)) return [];
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return [];
  const owner = readOwnerRecord(path);
  const isAlive = runName !== undefined && (owner === undefined ? hasProcess(runName.pid) : isRunAlive(path, owner));
  return [{ path, ownerPid: runName?.pid, startedAt: owner?.startedAt, isAlive, sizeBytes: measureSize(path) }];
}

/** Bytes of a file, or of all files in a folder. What is removed meanwhile counts as nothing. */
export function measureSize(path: string): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return stats?.size ?? 0;
  return attempt(() => readdirSync(path).reduce((sum, name) => sum + measureSize(join(path, name)), 0)) ?? 0;
}
