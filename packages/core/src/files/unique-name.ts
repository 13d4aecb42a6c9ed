import { randomBytes } from "node:crypto";
import { threadId } from "node:worker_threads";

/** Tells this thread from every other that lives on this machine: a pid alone does not, since worker threads share it. */
export const THREAD_NAME = `${process.pid}-${threadId}`;

/** Gives a name that nobody else uses, now or later: `<pid>-<thread>-<twelve hex digits>`. Patterns read it back, so its form is fixed. */
export function createUniqueName(): string {
  return `${THREAD_NAME}-${randomBytes(6).toString("hex")}`;
}
