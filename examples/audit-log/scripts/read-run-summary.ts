import { existsSync, readFileSync } from "node:fs";
import type { RunSummary } from "@picklejar/cucumber-hooks";

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
