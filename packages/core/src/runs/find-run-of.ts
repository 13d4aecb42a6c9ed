import { listStored } from "./list-stored.js";
import { readOwnerRecord } from "./owner-record.js";
import { processStartTime } from "../files/process-start-time.js";
import type { RunReference } from "./run-directory.js";
import { parseRunName } from "./run-names.js";

/**
 * Finds the run that the main thread of the running process `pid` owns, by the owner records, for workers that were not handed it in the
 * environment; the latest when there are several.
 */
export function findRunOf(pid: number): RunReference | undefined {
  const startTime = processStartTime(pid);
  const found = listStored()
    .filter(({ name }) => parseRunName(name)?.pid === pid)
    .map(({ path }) => ({ path, owner: readOwnerRecord(path) }))
    .filter(({ owner }) => owner?.pid === pid && owner.threadId === 0 && owner.startTime === startTime)
    .toSorted((a, b) => (a.owner?.startedAt ?? "").localeCompare(b.owner?.startedAt ?? ""))
    .at(-1);
  return found?.owner && { path: found.path, ownerPid: pid, nonce: found.owner.nonce };
}
