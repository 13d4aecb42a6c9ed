import { lstatSync } from "node:fs";

import { isRunAlive } from "../runs/is-run-alive.js";
import { listStored, type Stored } from "../runs/choose-storage.js";
import { readOwnerRecord } from "../runs/owner-record.js";
import { hasProcess } from "../files/process-start-time.js";
import { isEndedName, parseRunName } from "../runs/run-names.js";
import { measureSize } from "./measure-size.js";

/** A run directory as it lies there. */
export interface ListedRun {
  /** Absolute. */
  readonly path: string;
  /** Absent for what is left of a run that has ended. */
  readonly ownerPid: number | undefined;
  /** ISO 8601; absent while it is being made, and where nobody wrote it down. */
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
