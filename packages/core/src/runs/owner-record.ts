import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Who owns a run, as its directory says. */
export interface OwnerRecord {
  readonly pid: number;
  /** `0` is the main thread. */
  readonly threadId: number;
  /** Tells the owner from a later process with its pid; absent where the system does not say. */
  readonly startTime: string | undefined;
  readonly nonce: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Nonce of the run whose databases go here, when it is full where they should be; such a directory is announced, never confirmed. */
  readonly overflowOf?: string;
}

const FILE_NAME = "owner.json";
const ANNOUNCED_FILE_NAME = ".owner.json";

/** Says in a run directory who is making it, so that a sweep can tell at once when its maker died over it. */
export function announceOwner(runDirectory: string, record: OwnerRecord): void {
  writeFileSync(join(runDirectory, ANNOUNCED_FILE_NAME), `${JSON.stringify(record)}\n`, { flag: "wx", mode: 0o600 });
}

/** Turns the announcement into the record, which is what makes a run directory complete: all else is there by then. */
export function confirmOwner(runDirectory: string): void {
  renameSync(join(runDirectory, ANNOUNCED_FILE_NAME), join(runDirectory, FILE_NAME));
}

/** Reads the record; `undefined` when there is none, so the directory is half-made, half-removed or not ours. */
export function readOwnerRecord(runDirectory: string): OwnerRecord | undefined {
  return readRecord(join(runDirectory, FILE_NAME));
}

/** Reads who is making a run directory that is not complete yet. */
export function readAnnouncedOwner(runDirectory: string): OwnerRecord | undefined {
  return readRecord(join(runDirectory, ANNOUNCED_FILE_NAME));
}

function readRecord(path: string): OwnerRecord | undefined {
  try {
    const record: Partial<OwnerRecord> | null = JSON.parse(readFileSync(path, "utf8"));
    if (typeof record?.pid !== "number" || typeof record.nonce !== "string") return undefined;
    const { pid, threadId = 0, startTime, nonce, startedAt = "", overflowOf } = record;
    return { pid, threadId, startTime, nonce, startedAt, ...(overflowOf === undefined ? {} : { overflowOf }) };
  } catch {
    return undefined;
  }
}
