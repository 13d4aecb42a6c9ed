import { resolve } from "node:path";

import { toLogLine, toLogText } from "../../errors/log-text.js";
import { messageOf } from "../../errors/message-of.js";
import type { Run } from "../../runs/run.js";
import { describeSummaryHead } from "../summary-file/summary-head.js";
import { writeSummaryFile } from "../summary-file/write-summary-file.js";

/**
 * Sees to it that a run ends with one summary, however many workers it has. To be called in the process that owns the run.
 *
 * @param listen has something done at the end, before the run directory goes
 * @param print see {@link printSummary}
 */
export function announceSummary(run: Run, listen: (listener: () => void) => void, print: () => void): void {
  // A program may run its tests several times in one process: that is one run of ours.
  run.own(SummaryTarget);
  const announced = run.own(Announced);
  if (announced.has("summary")) return;
  announced.add("summary");
  listen(() => {
    try {
      print();
    } catch (error) {
      // Thrown here, it would keep others from taking the run directory away, and change the exit code.
      process.stderr.write(toLogText(`picklejar: no summary: ${messageOf(error)}\n`));
    }
  });
}

class Announced extends Set<"summary"> {}

/** The file that `PICKLEJAR_SUMMARY_FILE` names, from the folder in which the run began: a test may change to another. */
class SummaryTarget {
  readonly path = process.env["PICKLEJAR_SUMMARY_FILE"] ? resolve(process.env["PICKLEJAR_SUMMARY_FILE"]) : undefined;
}

/**
 * Prints lines on stderr, since reports may go to stdout, and writes the summary as JSON to the file that `PICKLEJAR_SUMMARY_FILE` names.
 *
 * @param exitCode of the process; without it, the file gets it when the process exits
 */
export function printSummary(run: Run, summary: object, lines: readonly string[], exitCode?: number): void {
  const { path } = run.own(SummaryTarget);
  // Also when there is nothing to say: what an earlier run left there would be taken for this one's.
  if (path !== undefined) writeSummaryFile(path, { ...describeSummaryHead(run), ...summary }, exitCode);
  if (lines.length > 0) process.stderr.write(lines.map((line) => `picklejar: ${toLogLine(line)}\n`).join(""));
}
