import { writeFileSync } from "node:fs";

import { toLogLine, toLogText } from "../errors/log-text.js";
import { messageOf } from "../errors/message-of.js";
import type { Run } from "../runs/run.js";

/**
 * Sees to it that a run ends with one summary, however many workers it has. To be called in the process that owns the run.
 *
 * @param listen has something done at the end, before the run directory goes
 * @param print see {@link printSummary}
 */
export function announceSummary(run: Run, listen: (listener: () => void) => void, print: () => void): void {
  // A program may run its tests several times in one process: that is one run of ours.
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

/** Prints lines on stderr, since reports may go to stdout, and writes the summary as JSON to the file that `PICKLEJAR_SUMMARY_FILE` names. */
export function printSummary(summary: object, lines: readonly string[]): void {
  const file = process.env["PICKLEJAR_SUMMARY_FILE"];
  // Also when there is nothing to say: what an earlier run left there would be taken for this one's.
  if (file !== undefined && file !== "") writeSummary(file, summary);
  if (lines.length > 0) process.stderr.write(lines.map((line) => `picklejar: ${toLogLine(line)}\n`).join(""));
}

function writeSummary(file: string, summary: object): void {
  try {
    writeFileSync(file, `${JSON.stringify(summary, undefined, 2)}\n`);
  } catch (error) {
    const problem = messageOf(error);
    process.stderr.write(toLogText(`picklejar: PICKLEJAR_SUMMARY_FILE must be a file that can be written: ${problem}\n`));
  }
}
