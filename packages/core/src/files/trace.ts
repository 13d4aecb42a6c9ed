import { appendFileSync } from "node:fs";
import { threadId } from "node:worker_threads";

import { toLogText } from "../errors/log-text.js";
import { messageOf } from "../errors/message-of.js";

/** What picklejar did that costs time: the events of `PICKLEJAR_TRACE`. */
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

/** Of this process, until it turns out that the file cannot be written: that is said once. */
let traceFile = process.env["PICKLEJAR_TRACE"];

/**
 * Notes a costly event, for whoever wants to know why a run is slow: with `PICKLEJAR_TRACE=<file>` each event of each process
 * appends one line of JSON to that file. Does nothing without the variable, and says so once where the file cannot be written.
 */
export function trace(event: TraceEvent, detail?: string): void {
  if (traceFile === undefined || traceFile === "") return;
  try {
    appendFileSync(traceFile, `${JSON.stringify({ event, detail, pid: process.pid, threadId, timeMs: Date.now() })}\n`);
  } catch (error) {
    const problem = messageOf(error);
    process.stderr.write(
      toLogText(`picklejar: PICKLEJAR_TRACE must be a file that can be written, so nothing is traced: ${problem}\n`),
    );
    traceFile = undefined;
  }
}
