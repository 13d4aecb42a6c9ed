import type {
  LastWriter,
  RecordedStatement,
  RecordedStep,
  RecordedTable,
  Recording,
  RowChange,
  RecordedValue,
  StepStatus,
  TableChange,
  TableContent,
} from "../../../recorder/recording.js";
import type { PageData, PageSibling } from "../../page-data.js";

export type ReadPageData = (PageData & { readonly warning?: string }) | { readonly failure: string };

/**
 * Takes what is in the page apart without trusting its shape: it may come from an older or a newer picklejar. What is missing becomes empty, and
 * what cannot be placed is left out.
 */
export function readPageData(json: string): ReadPageData {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    return { failure: "The data in this page cannot be read: the file is cut, or was changed." };
  }
  const recording = fieldsOf(fieldsOf(data)["recording"]);
  if (!("version" in recording)) return { failure: "There is no recording in this page." };
  const read = { recording: readRecording(recording), siblings: listOf(fieldsOf(data)["siblings"]).map(readSibling) };
  if (recording["version"] === 1) return read;
  const version = textOf(recording["version"]).slice(0, 20);
  return {
    ...read,
    warning: `This recording has the format of version ${version}, and this page knows version 1: something may be missing here. Open it with a newer picklejar.`,
  };
}

type Fields = Readonly<Record<string, unknown>>;

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

/** A link that leads anywhere but to a file is none. */
function readSibling(value: unknown): PageSibling {
  const { label, href } = fieldsOf(value);
  const target = textOf(href);
  return { label: textOf(label), href: /^(?:file:|(?![\w+.-]*:|[/\\]{2}))/i.test(target) ? target : "" };
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function readText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function numberOf(value: unknown): number {
  return readNumber(value) ?? 0;
}

function readNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A field that is absent where it has no value. */
function optional<K extends string, T>(name: K, value: T | undefined): { readonly [Key in K]?: T } {
  return value === undefined ? {} : record(name, value);
}

function record<K extends string, T>(name: K, value: T): { readonly [Key in K]?: T } {
  const fields: { [Key in K]?: T } = {};
  fields[name] = value;
  return fields;
}
