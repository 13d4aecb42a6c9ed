import { readdirSync } from "node:fs";
import { join } from "node:path";

import { possibleStorages } from "./choose-storage.js";
import { readOwnerRecord, type OwnerRecord } from "./owner-record.js";
import { findParentDirectory } from "../files/parent-directory.js";
import { processStartTime } from "../files/process-start-time.js";
import type { RunReference } from "./run-directory.js";
import { parseRunName } from "./run-names.js";

/**
 * Finds the run that the main thread of the running process `pid` owns, by the owner records, for workers that were not handed it in the
 * environment; the latest when there are several.
 */
export function findRunOf(pid: number): RunReference | undefined {
  const startTime = processStartTime(pid);
  const found = possibleStorages()
    .flatMap(listRuns)
    .filter(({ owner }) => owner.pid === pid && owner.threadId === 0 && owner.startTime === startTime)
    .toSorted((a, b) => a.owner.startedAt.localeCompare(b.owner.startedAt))
    .at(-1);
  return found && { path: found.path, ownerPid: pid, nonce: found.owner.nonce };

  function listRuns(storage: string): readonly { readonly path: string; readonly owner: OwnerRecord }[] {
    const parent = findParentDirectory(storage);
    if (parent === undefined) return [];
    const paths = readdirSync(parent)
      .filter((name) => parseRunName(name)?.pid === pid)
      .map((name) => join(parent, name));
    return paths.flatMap((path) => {
      const owner = readOwnerRecord(path);
      return owner === undefined ? [] : [{ path, owner }];
    });
  }
}
