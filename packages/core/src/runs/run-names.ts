import { randomBytes } from "node:crypto";

import { pidSpaceTag } from "../files/processes/process-start-time.js";
import { THREAD_NAME } from "../files/unique-name.js";

/** Name of the lease within a run directory. Never open it with `fs`: closing it would free the lease. */
export const LEASE_NAME = "lease";

/** What the name of a run directory says. */
export interface RunName {
  readonly pid: number;
  /** {@link pidSpaceTag} of its maker; absent in names of older versions. */
  readonly pidSpace: string | undefined;
}

/** Gives a new name for a run of this thread. */
export function createRunName(nonce: string): string {
  return `run-${THREAD_NAME}-${pidSpaceTag()}-${nonce}`;
}

/** Reads a name that {@link createRunName} gave; `undefined` for any other. */
export function parseRunName(name: string): RunName | undefined {
  const { pid, pidSpace } = /^run-(?<pid>\d+)-\d+-(?:(?<pidSpace>[0-9a-f]{8})-)?[0-9a-f]{16}$/.exec(name)?.groups ?? {};
  return pid === undefined ? undefined : { pid: Number(pid), pidSpace };
}

/** Gives a name for the directory of a run that has ended: any process may remove it. */
export function createEndedName(): string {
  return `ended-${THREAD_NAME}-${createNonce()}`;
}

export function isEndedName(name: string): boolean {
  return /^ended-\d+-\d+-[0-9a-f]{16}$/.test(name);
}

/** 16 random hex digits. */
export function createNonce(): string {
  return randomBytes(8).toString("hex");
}
