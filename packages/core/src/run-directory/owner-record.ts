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
}

const FILE_NAME = "owner.json";

/** Writes the record in one step. It is what makes a run directory complete, so everything else is there by then. */
export function writeOwnerRecord(runDirectory: string, record: OwnerRecord): void {
  const privatePath = join(runDirectory, `.${FILE_NAME}`);
  writeFileSync(privatePath, `${JSON.stringify(record)}\n`, { flag: "wx", mode: 0o600 });
  renameSync(privatePath, join(runDirectory, FILE_NAME));
}

/** Reads the record; `undefined` when there is none, so the directory is half-made, half-removed or not ours. */
export function readOwnerRecord(runDirectory: string): OwnerRecord | undefined {
  try {
    const record: Partial<OwnerRecord> | null = JSON.parse(readFileSync(join(runDirectory, FILE_NAME), "utf8"));
    if (typeof record?.pid !== "number" || typeof record.nonce !== "string") return undefined;
    const { pid, threadId = 0, startTime, nonce, startedAt = "" } = record;
    return { pid, threadId, startTime, nonce, startedAt };
  } catch {
    return undefined;
  }
}
