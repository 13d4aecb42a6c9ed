import { escapeUnprintable, showName } from "../../diff/show-value.js";
import { toLogText } from "../../../errors/log-text.js";
import type { RecordedStatement, RecordedStep, RecordedTable, Recording, TableChange } from "../recording.js";
import { describeChange, isInternal, listShownChanges } from "./describe-counts.js";
import { describeRowWithSign } from "./describe-row.js";
import { shorten } from "./text-width.js";
import { sayNothingChanged } from "../nothing-changed.js";

const MAX_ROWS = 10;
const MAX_STATEMENTS = 10;
const MAX_ERROR_LINES = 12;
const LINE_WIDTH = 160;
const MARKS = {
  passed: "✓",
  failed: "✗",
  skipped: "○",
  pending: "○",
  undefined: "○",
  ambiguous: "○",
  "not-run": "○",
} as const satisfies Record<RecordedStep["status"], string>;

/** Says step by step, for a terminal, what a test did to its database, with up to 10 rows of each table. */
export function describeSteps(recording: Recording): string {
  const { steps, whole, detail, reason, problems, redactedValues, test } = recording;
  const internal = recording.tables.filter(({ name }) => isInternal(name));
  const lines = [
    ...steps.flatMap((step, index) => describeStep(recording, step, index)),
    ...(detail === "steps"
      ? []
      : [
          "",
          `The whole ${test.kind}${reason === undefined ? "" : ` (not recorded by step: ${escapeUnprintable(reason)})`}:`,
          ...(whole.length === 0
            ? [`  ${sayNothingChanged(recording, "changed nothing", "no change is known")}`]
            : describeChanges(recording, whole)),
        ]),
    ...(problems.length === 0 ? [] : ["", "Not recorded:", ...problems.map((problem) => `  ${escapeUnprintable(problem)}`)]),
    ...(redactedValues === 0 ? [] : ["", `${redactedValues} values of columns that look like secrets are shown as •••.`]),
    ...(internal.length === 0 ? [] : ["", `Not shown: ${internal.map(({ name }) => showName(name)).join(", ")}.`]),
  ];
  return toLogText(lines.join("\n"));
}

function describeStep(recording: Recording, step: RecordedStep, index: number): readonly string[] {
  const { keyword, text, status, changes, commits, notes, sql = [], error } = step;
  const name = escapeUnprintable(`${keyword.trim()} ${text}`.trim().replaceAll(/\s+/g, " "));
  const details = [
    ...(status === "passed" || status === "failed" ? [] : [status === "not-run" ? "not run" : escapeUnprintable(status)]),
    ...(commits.length > 1 ? [`${commits.length} commits`] : []),
  ];
  return [
    `${String(index + 1).padStart(3)} ${MARKS[status] ?? "?"} ${shorten(name, LINE_WIDTH)}${details.length === 0 ? "" : ` (${details.join(", ")})`}`,
    ...describeError(error).map((line) => `      ${line}`),
    ...describeChanges(recording, changes).map((line) => `    ${line}`),
    ...describeStatements(sql).map((line) => `      ${line}`),
    ...notes.map((note) => `      ${escapeUnprintable(note)}`),
  ];
}

function describeError(error: string | undefined): readonly string[] {
  if (error === undefined) return [];
  const lines = error.split(/\r?\n/).map((line) => shorten(escapeUnprintable(line), LINE_WIDTH));
  const left = lines.length - MAX_ERROR_LINES;
  return left <= 0 ? lines : [...lines.slice(0, MAX_ERROR_LINES), `… ${left} more lines`];
}

function describeChanges(recording: Recording, changes: readonly TableChange[]): readonly string[] {
  return listShownChanges(recording, changes).flatMap((change) => describeTable(change, recording.tables[change.table]));
}

function describeTable(change: TableChange, table: RecordedTable | undefined): readonly string[] {
  if (table === undefined) return [];
  const rows = change.rows.slice(0, MAX_ROWS);
  const left = change.added + change.changed + change.removed - rows.length;
  return [
    `  ${showName(table.name)} ${describeChange(change)}`,
    ...rows.map((row) => `    ${shorten(describeRowWithSign(table, row), LINE_WIDTH)}`),
    ...(left > 0 ? [`    … and ${left} more`] : []),
    ...(change.note === undefined ? [] : [`    ${escapeUnprintable(change.note)}`]),
  ];
}

function describeStatements(statements: readonly RecordedStatement[]): readonly string[] {
  const shown = statements.slice(0, MAX_STATEMENTS);
  const left = statements.length - shown.length;
  return [
    ...shown.map(
      ({ sql, count }) => `sql ${shorten(escapeUnprintable(sql), LINE_WIDTH)}${count > 1 ? ` (${count} times)` : ""}`,
    ),
    ...(left > 0 ? [`sql … ${left} more statements`] : []),
  ];
}
