import { existsSync, readFileSync } from "node:fs";

/** What the hooks wrote to `PICKLEJAR_SUMMARY_FILE`. Times are in milliseconds. */
export interface RunSummary {
  /** Databases that scenarios got. */
  readonly databases: number;
  /** How they came about, and how often. */
  readonly origins: Readonly<Record<string, number>>;
  /** What one of them took. */
  readonly medianMs: number;
  /** What all of them took. */
  readonly totalMs: number;
  /** Absent with `PICKLEJAR_TEMPLATE=off`. */
  readonly template?: {
    readonly origin: "built" | "found";
    readonly buildMs: number;
    readonly fingerprint: string;
  };
  /** Folder that run directories lie in, where the hooks say so. */
  readonly storage?: string;
}

/** Reads the summary of a run; `undefined` when there is none. */
export function readRunSummary(file: string): RunSummary | undefined {
  if (!existsSync(file)) return undefined;
  const summary: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!isRunSummary(summary)) throw new TypeError(`"${file}" is no summary of a run: ${JSON.stringify(summary)}`);
  return summary;
}

function isRunSummary(value: unknown): value is RunSummary {
  return typeof value === "object" && value !== null && "databases" in value && "medianMs" in value;
}
