import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What ratios of ours to the reference were when someone last looked at them. */
export interface Baseline {
  /** How many times its ratio a pair may reach: below 2, which is to be found, and well above the spread. */
  readonly tolerance: number;
  /** By name of the pair. */
  readonly ratios: Readonly<Record<string, number>>;
}

const FILE = fileURLToPath(new URL("../../check-baseline.json", import.meta.url));
const NOTHING: Baseline = { tolerance: 1.6, ratios: {} };

export function readBaseline(): Baseline {
  if (!existsSync(FILE)) return NOTHING;
  const baseline: Baseline = JSON.parse(readFileSync(FILE, "utf8"));
  return baseline;
}

export function writeBaseline(baseline: Baseline): void {
  writeFileSync(FILE, `${JSON.stringify(baseline, undefined, 2)}\n`);
}
