import { randomBytes } from "node:crypto";

import { pidSpaceTag } from "../files/process-start-time.js";
import { THREAD_NAME } from "../files/unique-name.js";

/** Name of the lease within a run directory: beside the databases, as it must never be opened with `fs`, which would free it. */
export const LEASE_NAME = "lease";

/** A folder in our parent folder that is, or is becoming, a run. */
export interface RunName {
  readonly pid: number;
  /** {@link pidSpaceTag} of its maker; absent in names that older versions gave. */
  readonly pidSpace: string | undefined;
}

/** Names a run of this thread, as nothing was ever named before. */
export function createRunName(nonce: string): string {
  return `run-${THREAD_NAME}-${pidSpaceTag()}-${nonce}`;
}

/** Reads what {@link createRunName} made; `undefined` for any other name. */
export function parseRunName(name: string): RunName | undefined {
  const { pid, pidSpace } = /^run-(?<pid>\d+)-\d+-(?:(?<pidSpace>[0-9a-f]{8})-)?[0-9a-f]{16}$/.exec(name)?.groups ?? {};
  return pid === undefined ? undefined : { pid: Number(pid), pidSpace };
}

/** Names what is left of a run that is over: nobody uses it any more, and anybody may remove it. */
export function createEndedName(): string {
  return `ended-${THREAD_NAME}-${createNonce()}`;
}

export function isEndedName(name: string): boolean {
  return /^ended-\d+-\d+-[0-9a-f]{16}$/.test(name);
}

/** 16 hex digits that nobody guesses or gets again. */
export function createNonce(): string {
  return randomBytes(8).toString("hex");
}
