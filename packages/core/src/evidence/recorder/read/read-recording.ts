import type {
  LastWriter,
  RecordedStatement,
  RecordedStep,
  RecordedTable,
  RecordedValue,
  Recording,
  RowChange,
  StepStatus,
  TableChange,
  TableContent,
} from "../recording.js";
import { type Fields, fieldsOf, listOf, numberOf, optional, readNumber, readText, textOf } from "./fields.js";
import { findFlaw } from "./find-flaw.js";

/** A recording from a file, in the shape that this version knows. */
export interface FoundRecording {
  readonly recording: Recording;
  /** Why something may be missing: a sentence for people. Absent where the recording is as this version writes it. */
  readonly warning?: string;
}

/**
 * Takes a recording from a file apart without trusting its shape: it may come from an older or a newer picklejar, or be damaged. What is missing
 * becomes empty, and what cannot be placed is left out; `warning` says so.
 *
 * @param value as parsed from JSON
 * @returns `undefined` where it is no recording
 */
export function findRecording(value: unknown): FoundRecording | undefined {
  const fields = fieldsOf(value);
  if (!("version" in fields)) return undefined;
  const recording = readRecording(fields);
  const { version } = fields;
  if (version !== 1) {
    const name = textOf(version).slice(0, 20);
    return {
      recording,
      warning: `This recording has the format of version ${name}, and this picklejar knows version 1: something may be missing here. Open it with a newer picklejar.`,
    };
  }
  const flaw = findFlaw(fields);
  if (flaw === undefined) return { recording };
  return { recording, warning: `This recording is damaged, so something is missing here: ${flaw}. Run the test again.` };
}

function readRecording(fields: Fields): Recording {
  const tables = listOf(fields["tables"]).map(readTable);
  const readChanges = (value: unknown): readonly TableChange[] =>
    listOf(value)
      .map(readChange)
      .filter((change) => tables[change.table] !== undefined);
  const strategy = (["copy", "overlay", "memory"] as const).find((one) => one === fields["strategy"]);
  return {
    version: 1,
    test: readTest(fieldsOf(fields["test"])),
    database: textOf(fields["database"]),
    otherDatabases: listOf(fields["otherDatabases"]).map(textOf),
    strategy: strategy ?? "none",
    detail: fields["detail"] === "scenario" ? "scenario" : "steps",
    ...optional("reason", readText(fields["reason"])),
    tables,
    steps: listOf(fields["steps"]).map((step) => readStep(fieldsOf(step), readChanges)),
    whole: readChanges(fields["whole"]),
    lastWriters: listOf(fields["lastWriters"]).map(readWriter),
    contents: listOf(fields["contents"])
      .map(readContent)
      .filter((content) => tables[content.table] !== undefined),
    redactedValues: numberOf(fields["redactedValues"]),
    problems: listOf(fields["problems"]).map(textOf),
    ...optional("retainedPath", readText(fields["retainedPath"])),
    ...optional("number", readNumber(fields["number"])),
    recordedAt: textOf(fields["recordedAt"]),
  };
}

function readTest(fields: Fields): Recording["test"] {
  return {
    name: textOf(fields["name"]),
    file: textOf(fields["file"]),
    ...optional("line", readNumber(fields["line"])),
    suite: listOf(fields["suite"]).map(textOf),
    attempt: numberOf(fields["attempt"]),
    kind: textOf(fields["kind"]) || "test",
    status: fields["status"] === "passed" ? "passed" : "failed",
    ...optional("durationMs", readNumber(fields["durationMs"])),
  };
}

function readTable(value: unknown): RecordedTable {
  const fields = fieldsOf(value);
  return {
    name: textOf(fields["name"]),
    columns: listOf(fields["columns"]).map(textOf),
    key: listOf(fields["key"]).map(numberOf),
    redacted: listOf(fields["redacted"]).map(numberOf),
    ...optional("defaults", Array.isArray(fields["defaults"]) ? readRow(fields["defaults"]) : undefined),
  };
}

function readWriter(value: unknown): LastWriter {
  const fields = fieldsOf(value);
  return { table: numberOf(fields["table"]), row: numberOf(fields["row"]), step: numberOf(fields["step"]) };
}

function readContent(value: unknown): TableContent {
  const fields = fieldsOf(value);
  return { table: numberOf(fields["table"]), rows: listOf(fields["rows"]).map(readRow), total: numberOf(fields["total"]) };
}

function readStep(fields: Fields, readChanges: (value: unknown) => readonly TableChange[]): RecordedStep {
  const { section, status, sql } = fields;
  return {
    keyword: textOf(fields["keyword"]).trim(),
    text: textOf(fields["text"]),
    section: isSection(section) ? section : "scenario",
    ...optional("location", readText(fields["location"])),
    status: isStatus(status) ? status : "not-run",
    ...optional("durationMs", readNumber(fields["durationMs"])),
    ...optional("error", readText(fields["error"])),
    commits: listOf(fields["commits"]).map((commit) => ({ changes: readChanges(fieldsOf(commit)["changes"]) })),
    changes: readChanges(fields["changes"]),
    ...optional("sql", Array.isArray(sql) ? sql.map(readStatement) : undefined),
    notes: listOf(fields["notes"]).map(textOf),
  };
}

/** Sections and statuses of a newer version are shown as they are called. */
function isSection(value: unknown): value is RecordedStep["section"] {
  return typeof value === "string";
}

function isStatus(value: unknown): value is StepStatus {
  return typeof value === "string";
}

function readStatement(value: unknown): RecordedStatement {
  const fields = fieldsOf(value);
  return { sql: textOf(fields["sql"]), count: numberOf(fields["count"]) };
}

function readChange(value: unknown): TableChange {
  const fields = fieldsOf(value);
  const schema = (["created", "dropped", "altered"] as const).find((one) => one === fields["schema"]);
  return {
    table: numberOf(fields["table"]),
    ...optional("schema", schema),
    added: numberOf(fields["added"]),
    changed: numberOf(fields["changed"]),
    removed: numberOf(fields["removed"]),
    rows: listOf(fields["rows"]).flatMap(readRowChange),
    ...optional("note", readText(fields["note"])),
  };
}

function readRowChange(value: unknown): readonly RowChange[] {
  const { kind, ...fields } = fieldsOf(value);
  if (kind === "added") return [{ kind, after: readRow(fields["after"]) }];
  if (kind === "removed") return [{ kind, before: readRow(fields["before"]) }];
  if (kind !== "changed") return [];
  return [
    {
      kind,
      before: readRow(fields["before"]),
      after: readRow(fields["after"]),
      columns: listOf(fields["columns"]).map(numberOf),
    },
  ];
}

function readRow(value: unknown): readonly RecordedValue[] {
  return isRow(value) ? value : [];
}

/** Values of unknown kinds are shown as JSON. */
function isRow(value: unknown): value is readonly RecordedValue[] {
  return Array.isArray(value);
}
