import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A step that cannot run, as it has no definition or several. */
export interface UnmatchedStep {
  readonly pickleId: string;
  /** As a clause's end: `"I frobnicate" is undefined`. */
  readonly description: string;
}

/**
 * Leaves word for the workers of a scenario's steps that cannot run. From 13 on Cucumber reports them as skipped once a step before them is,
 * so that an expected failure would hide them.
 */
export function saveUnmatchedStep(runPath: string, step: UnmatchedStep): void {
  appendFileSync(fileOf(runPath), `${JSON.stringify(step)}\n`);
}

/** Describes a step of a scenario that cannot run, if there is one and it is known; it is known with the plugin. */
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
