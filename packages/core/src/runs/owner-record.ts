import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { attempt } from "../errors/attempt.js";

/** Who owns a run, as its directory says. */
export interface OwnerRecord {
  readonly pid: number;
  /** `0` is the main thread. */
  readonly threadId: number;
  /** Tells the owner from a later process with its pid; absent if the system does not say. */
  readonly startTime: string | undefined;
  readonly nonce: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Nonce of the run that an overflow directory belongs to; such a directory is announced, never confirmed. */
  readonly overflowOf?: string;
}

const FILE_NAME = "owner.json";
const ANNOUNCED_FILE_NAME = ".owner.json";

/** Writes who is making a run directory, so that a sweep can tell if its maker was killed before it was complete. */
export function announceOwner(runDirectory: string, record: OwnerRecord): void {
  writeFileSync(join(runDirectory, ANNOUNCED_FILE_NAME), `${JSON.stringify(record)}\n`, { flag: "wx", mode: 0o600 });
}

/** Turns the announcement into the record, which completes a run directory. */
export function confirmOwner(runDirectory: string): void {
  renameSync(join(runDirectory, ANNOUNCED_FILE_NAME), join(runDirectory, FILE_NAME));
}

/** Reads the record; `undefined` if the directory is half-made, half-removed or not ours. */
export function readOwnerRecord(runDirectory: string): OwnerRecord | undefined {
  return readRecord(join(runDirectory, FILE_NAME));
}

/** Reads who is making a run directory that is not complete yet. */
export function readAnnouncedOwner(runDirectory: string): OwnerRecord | undefined {
  return readRecord(join(runDirectory, ANNOUNCED_FILE_NAME));
}

function readRecord(path: string): OwnerRecord | undefined {
  const record = attempt((): Partial<OwnerRecord> | null => JSON.parse(readFileSync(path, "utf8")));
  if (typeof record?.pid !== "number" || typeof record.nonce !== "string") return undefined;
  const { pid, threadId = 0, startTime, nonce, startedAt = "", overflowOf } = record;
  return { pid, threadId, startTime, nonce, startedAt, ...(overflowOf === undefined ? {} : { overflowOf }) };
}
