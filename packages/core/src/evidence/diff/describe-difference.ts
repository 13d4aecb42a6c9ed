import type { DatabaseDifference, RowDifference, SchemaDifference, ShownRow, TableDifference } from "./compare-databases.js";
import { escapeUnprintable, showName } from "./show-value.js";

/** What does not fit on such a line gets a line for each column. */
const LINE_WIDTH = 100;

/** Rows by kind, in the order in which they are told. */
const KINDS = ["added", "removed", "changed"] as const satisfies readonly RowDifference["kind"][];
const SIGNS = { added: "+", removed: "-", changed: "~" } as const satisfies Record<RowDifference["kind"], string>;

/**
 * Writes how two databases differ, for people, as lines of plain text: tables with their rows first, then schema, settings, and what was not
 * compared. What `+` stands before is only in the second, what `-` stands before only in the first, `~` is in both.
 */
export function describeDifference({ pragmas, schema, tables, unreadable }: DatabaseDifference): string[] {
  return [
    ...tables.filter(({ table }) => !isInternal(table)).flatMap(describeTable),
    ...tables.filter(({ table }) => isInternal(table)).flatMap(describeTable),
    ...schema.flatMap(describeObject),
    ...pragmas.map(({ name, before, after }) => `PRAGMA ${name}: ${before} → ${after}`),
    ...unreadable.map(({ table, problem }) => `${showName(table)}: not compared, ${escapeUnprintable(problem)}`),
  ];
}

/** SQLite's own, such as the counters of AUTOINCREMENT: they follow from what happened elsewhere. */
function isInternal(table: string): boolean {
  return table.startsWith("sqlite_");
}

function describeTable(difference: TableDifference): string[] {
  const { table, rows } = difference;
  const counts = KINDS.filter((kind) => difference[kind] > 0).map((kind) => `${difference[kind]} ${kind}`);
  return [`${showName(table)}: ${counts.join(", ")}`, ...KINDS.flatMap((kind) => describeRows(difference, kind, rows))];
}

function describeRows(difference: TableDifference, kind: RowDifference["kind"], rows: readonly RowDifference[]): string[] {
  const shown = rows.filter((row) => row.kind === kind);
  const rest = difference[kind] - shown.length;
  return [...shown.flatMap(describeRow), ...(rest > 0 ? [`  ${SIGNS[kind]} … and ${rest} more`] : [])];
}

function describeRow(row: RowDifference): string[] {
  const key = describeKey(row.key);
  const columns = row.kind === "changed" ? describeChanges(row.before, row.after) : describeValues(row.values, row.key);
  const head = `  ${SIGNS[row.kind]}${key === "" ? "" : ` ${key}`}${key === "" || columns.length === 0 ? "" : ":"}`;
  const line = `${head} ${columns.map(({ label, values }) => `${label}${values.join(ARROW)}`).join(", ")}`.trimEnd();
  if (line.length <= LINE_WIDTH || columns.length === 0) return [line];
  const width = Math.max(...columns.map(({ name }) => name.length));
  return [head, ...columns.flatMap(({ name, values }) => alignColumn(name.padEnd(width), values))];
}

interface DescribedColumn {
  readonly name: string;
  /** The name with what parts it from the value. */
  readonly label: string;
  /** One, or the one before and the one after. */
  readonly values: readonly string[];
}

const ARROW = " → ";

function describeChanges(before: ShownRow, after: ShownRow): DescribedColumn[] {
  return Object.keys(after).map((column) => {
    const name = showName(column);
    return { name, label: `${name} `, values: [before[column] ?? "", after[column] ?? ""] };
  });
}

function describeValues(values: ShownRow, key: ShownRow): DescribedColumn[] {
  const others = Object.entries(values).filter(([column]) => !Object.hasOwn(key, column));
  return others.map(([column, value]) => ({ name: showName(column), label: `${showName(column)}=`, values: [value] }));
}

function alignColumn(name: string, values: readonly string[]): string[] {
  const line = `      ${name}  ${values.join(ARROW)}`;
  if (line.length <= LINE_WIDTH) return [line];
  const [first = "", ...others] = values;
  const indent = " ".repeat(name.length + 6);
  return [`      ${name}  ${first}`, ...others.map((value) => `${indent}→ ${value}`)];
}

function describeKey(key: ShownRow): string {
  return Object.entries(key)
    .map(([column, value]) => `${showName(column)}=${value}`)
    .join(", ");
}

function describeObject({ kind, type, name, before, after }: SchemaDifference): string[] {
  return [`${type} ${showName(name)} ${kind}`, ...signed("-", before), ...signed("+", after)];
}

function signed(sign: "-" | "+", sql: string | undefined): string[] {
  return sql === undefined ? [] : sql.split("\n").map((line) => `  ${sign} ${escapeUnprintable(line)}`);
}
