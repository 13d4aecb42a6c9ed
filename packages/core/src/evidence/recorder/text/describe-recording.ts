import { pathToFileURL } from "node:url";

import { escapeUnprintable } from "../../diff/show-value.js";
import { toLogLine } from "../../../errors/log-text.js";
import type { RecordedStep, Recording } from "../recording.js";
import { chooseRows } from "./choose-rows.js";
import { describeCounts } from "./describe-counts.js";
import { describeRow } from "./describe-row.js";
import { padToWidth, shorten, widthOf } from "./text-width.js";
import { sayNothingChanged } from "../nothing-changed.js";

export interface DescribeRecordingOptions {
  /** Absolute path of the page; leave it out where a link leads nowhere, as in CI. */
  readonly pagePath?: string | undefined;
  /** What has to be known to read it right: sentences for people. */
  readonly notes?: readonly string[];
}

const MAX_LINES = 12;
/** Lines that rows get at least, where there are as many. */
const MIN_ROW_LINES = 4;
const STEP_WIDTH = 56;
const LINE_WIDTH = 120;

/**
 * Says on at most 12 lines what a failed test did to its database: which steps changed what, which step failed, and the rows that may explain it, each
 * with the step that wrote it last. What was left out is said.
 */
export function describeRecording(recording: Recording, options: DescribeRecordingOptions = {}): string {
  const last = [
    ...(options.notes ?? []),
    ...describeProblems(recording),
    ...(options.pagePath === undefined ? [] : [pathToFileURL(options.pagePath).href]),
  ];
  const steps = listTellingSteps(recording);
  const rows = chooseRows(recording);
  const room = MAX_LINES - last.length;
  const rowLines = Math.min(rows.length, Math.max(MIN_ROW_LINES, room - steps.length));
  const stepLines = describeSteps(recording, steps, room - rowLines);
  const lines = [...stepLines, ...describeRows(rows, room - stepLines.length), ...last];
  return lines.map(finishLine).join("\n");
}

interface TellingStep {
  readonly name: string;
  readonly outcome: string;
  readonly hasChanges: boolean;
}

/** Those that changed something, and the one that failed. */
function listTellingSteps(recording: Recording): readonly TellingStep[] {
  const steps = recording.steps.flatMap((step) => {
    const counts = describeCounts(recording, step.changes);
    const isFailed = step.status === "failed";
    if (counts === undefined && !isFailed) return [];
    const outcome = [...(isFailed ? ["✗"] : []), ...(counts === undefined ? [] : [counts])].join("  ");
    return [{ name: nameOf(step), outcome, hasChanges: counts !== undefined }];
  });
  const counts = describeCounts(recording, recording.whole);
  if (recording.detail === "steps") return steps;
  const reason = recording.reason === undefined ? "" : ` (not recorded by step: ${recording.reason})`;
  return [
    {
      name: `The whole ${recording.test.kind}`,
      outcome: `${counts ?? sayNothingChanged(recording, "changed nothing", "is not known to have changed anything")}${reason}`,
      hasChanges: true,
    },
    ...steps,
  ];
}

function describeSteps(recording: Recording, steps: readonly TellingStep[], room: number): readonly string[] {
  if (!steps.some(({ hasChanges }) => hasChanges)) {
    const claim = sayNothingChanged(recording, "No step changed", "No step is known to have changed");
    const nothing = `${claim} a row of the database${recording.database === "default" ? "" : ` "${recording.database}"`}.`;
    return [...steps.map(toLine(0)), nothing].slice(0, Math.max(1, room));
  }
  if (steps.length <= room) return steps.map(toLine(padding(steps)));
  // The first ones set up; what is close to the failure tells more.
  const shown = steps.slice(-Math.max(1, room - 1));
  const left = steps.length - shown.length;
  const isOne = left === 1;
  return [
    `… ${left} earlier ${isOne ? "step" : "steps"} that changed something ${isOne ? "is" : "are"} left out here`,
    ...shown.map(toLine(padding(shown))),
  ];
}

function padding(steps: readonly TellingStep[]): number {
  return Math.max(0, ...steps.map(({ name }) => widthOf(name)));
}

function toLine(width: number): (step: TellingStep) => string {
  return ({ name, outcome }) => `${padToWidth(name, width)}  ${outcome}`;
}

function describeRows(rows: ReturnType<typeof chooseRows>, room: number): readonly string[] {
  if (room <= 0 || rows.length === 0) return [];
  const shown = rows.length <= room ? rows : rows.slice(0, room - 1);
  const left = rows.length - shown.length;
  return [
    ...shown.map(({ table, row, step }) => {
      const writer = `written by "${shorten(nameOf(step), 40)}"`;
      return `  ${shorten(describeRow(table, row), LINE_WIDTH - widthOf(writer) - 5)}   ${writer}`;
    }),
    ...(left > 0 ? [`  … and ${left} more ${left === 1 ? "row" : "rows"}`] : []),
  ];
}

function describeProblems({ problems }: Recording): readonly string[] {
  const [first, ...others] = problems;
  if (first === undefined) return [];
  return [`Not recorded: ${shorten(oneLine(first), LINE_WIDTH)}${others.length === 0 ? "" : ` (and ${others.length} more)`}`];
}

function nameOf({ keyword, text }: RecordedStep): string {
  return shorten(oneLine(`${keyword.trim()} ${text}`.trim()), STEP_WIDTH);
}

function oneLine(text: string): string {
  return escapeUnprintable(text.slice(0, 2000).replaceAll(/\s+/g, " "));
}

function finishLine(line: string): string {
  return toLogLine(line.length > 1000 ? `${line.slice(0, 1000)}…` : line);
}
