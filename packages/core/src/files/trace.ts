import { appendFileSync } from "node:fs";
import { threadId } from "node:worker_threads";

import { messageOf } from "../errors/message-of.js";
import { warn } from "../errors/warn.js";

/** The events of `PICKLEJAR_TRACE`. */
export type TraceEvent =
  | "better-sqlite3-loaded"
  | "umzug-loaded"
  | "migration-check"
  | "ledger-read"
  | "migration-run"
  | "fast-path"
  | "template-build"
  | "template-seed"
  | "template-copy"
  | "base-given-up"
  | "strategy-given-up"
  | "storage-full";

/** Of this process, until the file turns out not to be writable. */
let traceFile = process.env["PICKLEJAR_TRACE"];

/** With `PICKLEJAR_TRACE=<file>`, appends a line of JSON to that file, for people who want to know why a run is slow. Never throws. */
export function trace(event: TraceEvent, detail?: string): void {
  if (traceFile === undefined || traceFile === "") return;
  try {
    appendFileSync(traceFile, `${JSON.stringify({ event, detail, pid: process.pid, threadId, timeMs: Date.now() })}\n`);
  } catch (error) {
    traceFile = undefined;
    warn(`PICKLEJAR_TRACE: expected a file that can be written, so nothing is traced: ${messageOf(error)}`);
  }
}
