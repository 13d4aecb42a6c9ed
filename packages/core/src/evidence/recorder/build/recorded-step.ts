import type { RecordedStep } from "../recording.js";
import type { MarkedStep } from "./step-spans.js";

/** A step, as a runner reports it. */
export interface StepToRecord extends Omit<RecordedStep, "commits" | "changes" | "notes">, MarkedStep {
  readonly notes?: readonly string[];
}

/** Characters of an error that are recorded. */
const MAX_ERROR_CHARACTERS = 20_000;

/** Gives a step of which no change is known, with further notes. */
export function toRecordedStep(
  { keyword, text, section, location, status, durationMs, error, sql, notes = [] }: StepToRecord,
  more: readonly string[] = [],
): RecordedStep {
  return {
    keyword,
    text,
    section,
    ...(location === undefined ? {} : { location }),
    status,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(error === undefined ? {} : { error: error.slice(0, MAX_ERROR_CHARACTERS) }),
    commits: [],
    changes: [],
    ...(sql === undefined ? {} : { sql }),
    notes: [...notes, ...more],
  };
}
