import { randomBytes } from "node:crypto";
import { threadId } from "node:worker_threads";

/** Names this thread: worker threads share a pid. */
export const THREAD_NAME = `${process.pid}-${threadId}`;

/** Gives a name that nobody else uses, now or later: `<pid>-<thread>-<twelve hex digits>`. Patterns depend on this form. */
export function createUniqueName(): string {
  return `${THREAD_NAME}-${randomBytes(6).toString("hex")}`;
}
