import { writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { readRunTotals, type RunTotals } from "./run-statistics.js";

/** What `PICKLEJAR_SUMMARY_FILE` gets, as JSON. */
export interface RunSummary {
  /** How many scenario databases were made. */
  readonly databases: number;
  /** The same, by how they came about. */
  readonly origins: Readonly<Record<string, number>>;
  /** Of making one, in milliseconds. */
  readonly medianMs: number;
  readonly totalMs: number;
  /** Absolute path of the storage that the databases were on. */
  readonly storage: string;
  /** Absent with `PICKLEJAR_TEMPLATE=off`. */
  readonly template?: {
    readonly origin: "built" | "found";
    /** How long its migrations and seed took when it was built. */
    readonly buildMs: number;
    readonly sizeBytes: number;
    readonly fingerprint: string;
  };
}

/**
 * Sees to it that the run ends with one summary, however many workers it has: on stderr, since reports may go to stdout, and as
 * JSON in the file that `PICKLEJAR_SUMMARY_FILE` names. To be called in the process that owns the run.
 */
export function announceSummary(runPath: string): void {
  // Before the run directory goes, which is taken away in an exit listener too.
  process.prependListener("exit", () => {
    try {
      printSummary(runPath);
    } catch (error) {
      // Thrown here, it would keep the other listeners from taking the run directory away, and change the exit code.
      process.stderr.write(`picklejar: no summary: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  });
}

function printSummary(runPath: string): void {
  const summary = summarize(readRunTotals(runPath), runPath);
  if (summary.databases === 0) return;
  process.stderr.write(formatSummary(summary));
  const file = process.env["PICKLEJAR_SUMMARY_FILE"];
  if (file !== undefined && file !== "") writeSummary(file, summary);
}

function writeSummary(file: string, summary: RunSummary): void {
  try {
    writeFileSync(file, `${JSON.stringify(summary, undefined, 2)}\n`);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    process.stderr.write(`picklejar: PICKLEJAR_SUMMARY_FILE must be a file that can be written: ${problem}\n`);
  }
}

function summarize({ origins, durations, source }: RunTotals, runPath: string): RunSummary {
  const template = source?.template;
  return {
    databases: durations.count,
    origins,
    medianMs: durations.medianMs,
    totalMs: durations.totalMs,
    // Above the run directory lies the folder that holds those of one user.
    storage: dirname(dirname(runPath)),
    ...(source === undefined || template === undefined
      ? {}
      : {
          template: {
            origin: template.isBuilt ? "built" : "found",
            buildMs: template.buildMs,
            sizeBytes: template.sizeBytes,
            fingerprint: source.fingerprint,
          },
        }),
  };
}

function formatSummary({ databases, origins, medianMs, totalMs, template }: RunSummary): string {
  const how = Object.entries(origins).map(([origin, count]) => `${count} ${ORIGIN_WORDS[origin] ?? origin}`);
  const lines = [
    `picklejar: ${databases} scenario database${databases === 1 ? "" : "s"} (${how.join(", ")}), ` +
      `median ${formatMs(medianMs)}, together ${formatMs(totalMs)}`,
  ];
  if (template !== undefined) {
    const state = template.origin === "built" ? "built in" : "was there; its build took";
    lines.push(`picklejar: template ${template.fingerprint.slice(0, 12)} ${state} ${formatMs(template.buildMs)}`);
  }
  return `${lines.join("\n")}\n`;
}

const ORIGIN_WORDS: Readonly<Record<string, string>> = {
  template: "copied from the template",
  migrated: "migrated for real",
  memory: "in memory",
};

function formatMs(durationMs: number): string {
  return durationMs < 10 ? `${durationMs.toFixed(2)} ms` : `${Math.round(durationMs)} ms`;
}
