import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A step that cannot run, because it has no definition or several. */
export interface UnmatchedStep {
  readonly pickleId: string;
  /** A clause: `"I frobnicate" is undefined`. */
  readonly description: string;
}

/**
 * Notes for the workers a step that cannot run. From version 13 on, Cucumber reports such a step as skipped after another skipped step, so an expected
 * failure would hide it.
 */
export function saveUnmatchedStep(runPath: string, step: UnmatchedStep): void {
  appendFileSync(fileOf(runPath), `${JSON.stringify(step)}\n`);
}

/** Describes a step of a scenario that cannot run, if the plugin noted one. */
export function findUnmatchedStep(runPath: string, pickleId: string): string | undefined {
  if (!existsSync(fileOf(runPath))) return undefined;
  for (const line of readFileSync(fileOf(runPath), "utf8").split("\n")) {
    if (!line.includes(pickleId)) continue;
    const step: UnmatchedStep = JSON.parse(line);
    if (step.pickleId === pickleId) return step.description;
  }
  return undefined;
}

function fileOf(runPath: string): string {
  return join(runPath, "unmatched-steps.jsonl");
}
