import { version } from "@cucumber/cucumber";
import type { RetainedDatabase } from "@picklejar/core/integration";

import { attachToReport, logToReport } from "./expected-failure/report/report-attachments.js";

/** The HTML report shows a log without a click. */
const MAX_LOG_LINES = 12;

/**
 * Adds to the report of the step or hook that runs what became of a database.
 *
 * @param failure what failed, where it is not what the report shows this on
 * @returns whether the report has it
 */
export function reportEvidence(world: unknown, retained: RetainedDatabase, failure: string | undefined): boolean {
  const text = failure === undefined ? retained.report : `${failure}\n${retained.report}`;
  const short = retained.summary ?? shorten(retained.report, retained);
  const isReported = logToReport(world, failure === undefined ? short : `${failure}\n${short}`);
  if (!PRINTS_LOGS) attachToReport(world, text, { mediaType: "text/plain", fileName: retained.title });
  return isReported;
}

/** Adds a short text to it. */
export function reportHint(world: unknown, hint: string): void {
  logToReport(world, hint);
  if (!PRINTS_LOGS) attachToReport(world, hint, { mediaType: "text/plain", fileName: "picklejar" });
}

/** Whether Cucumber's terminal reports print the text of a log; 12 prints its media type only. */
const PRINTS_LOGS = !version.startsWith("12.");

function shorten(text: string, { number, path }: RetainedDatabase): string {
  const lines = text.split("\n").filter((line) => line !== "");
  if (lines.length <= MAX_LOG_LINES) return lines.join("\n");
  const shown = lines.slice(0, MAX_LOG_LINES - 1);
  const command = path === undefined ? "" : `: npx picklejar failed ${number}`;
  return [...shown, `(${lines.length - shown.length} more lines${command})`].join("\n");
}
