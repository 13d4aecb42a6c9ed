import { type ChangedRow, misuseTypeError, type Row, type TableChanges } from "@picklejar/core/integration";

import { formatCell, parseCell, parseChange } from "./parse-cell.js";

/** A row of a data table: its sign, and its cells by column. */
interface DescribedRow {
  readonly sign: string;
  readonly cells: ReadonlyMap<string, string>;
}

/** What a step expects of a table. */
export interface DescribedChanges {
  readonly columns: readonly string[];
  readonly rows: readonly DescribedRow[];
}

/** A change of a row, in the form of a data table. */
type ActualRow = { readonly sign: "+" | "-"; readonly row: Row } | { readonly sign: "~"; readonly row: ChangedRow };

const SIGNS: ReadonlySet<string> = new Set(["+", "-", "~"]);

/**
 * Reads a data table whose first column has no title, and holds a sign in each row.
 *
 * @throws `TypeError` that says what is wrong with it
 */
export function readDescribedChanges(raw: readonly (readonly string[])[]): DescribedChanges {
  const [[first = "", ...columns] = [], ...lines] = raw;
  if (first !== "") throw misuseTypeError(`the first column holds +, - or ~, and has no title; got ${JSON.stringify(first)}`);
  const rows = lines.map(([sign = "", ...cells]) => {
    if (!SIGNS.has(sign)) throw misuseTypeError(`expected +, - or ~ in the first column, got ${JSON.stringify(sign)}`);
    return { sign, cells: new Map(columns.map((column, index) => [column, cells[index] ?? ""])) };
  });
  return { columns, rows };
}

/** Whether a table changed as described, and in no other way. */
export function isAsDescribed(changes: TableChanges, { rows }: DescribedChanges): boolean {
  const actual = [...listRows(changes)];
  for (const described of rows) {
    const index = actual.findIndex((row) => matches(row, described));
    if (index === -1) return false;
    actual.splice(index, 1);
  }
  return actual.length === 0;
}

/** Columns that are known of rows that changed. */
export function knownColumns(changes: TableChanges): ReadonlySet<string> {
  return new Set(
    listRows(changes)
      .flatMap(({ sign, row }) => (sign === "~" ? [row.key, row.after] : [row]))
      .flatMap(Object.keys),
  );
}

/** Writes what changed as a data table that can be pasted into the feature. */
export function formatChanges(changes: TableChanges, described: readonly string[]): string {
  const rows = listRows(changes);
  const changed = rows.flatMap((actual) =>
    actual.sign === "~" ? [...Object.keys(actual.row.key), ...Object.keys(actual.row.after)] : [],
  );
  const all = described.length === 0 ? [...knownColumns(changes)] : [];
  const columns = [...new Set([...described, ...changed, ...all])];
  const lines = rows.map((row) => ["", ...columns].map((column) => (column === "" ? row.sign : cellOf(row, column))));
  return formatTable([["", ...columns], ...lines]);
}

/** Writes the data table of a step again, for a comparison. */
export function formatDescribed({ columns, rows }: DescribedChanges): string {
  return formatTable([
    ["", ...columns],
    ...rows.map(({ sign, cells }) => [sign].concat(columns.map((column) => cells.get(column) ?? ""))),
  ]);
}

function listRows({ added = [], removed = [], changed = [] }: TableChanges): readonly ActualRow[] {
  return [
    ...changed.map((row) => ({ sign: "~", row }) as const),
    ...added.map((row) => ({ sign: "+", row }) as const),
    ...removed.map((row) => ({ sign: "-", row }) as const),
  ];
}

function matches(actual: ActualRow, { sign, cells }: DescribedRow): boolean {
  if (actual.sign !== sign) return false;
  if (actual.sign !== "~") return [...cells].every(([column, cell]) => parseCell(cell)(actual.row[column]));
  const { key, before, after } = actual.row;
  // A change that the table does not describe is one too many.
  const isComplete = Object.keys(after).every((column) => (cells.get(column) ?? "") !== "");
  return isComplete && [...cells].every(([column, cell]) => matchesChange(cell, column, { key, before, after }));
}

function matchesChange(cell: string, column: string, { key, before, after }: ChangedRow): boolean {
  if (!(column in after)) return cell === "" || cell === "*" || (column in key && parseCell(cell)(key[column]));
  const change = parseChange(cell);
  return change === undefined ? cell === "*" : change.before(before[column]) && change.after(after[column]);
}

function cellOf(actual: ActualRow, column: string): string {
  if (actual.sign !== "~") return formatCell(actual.row[column]);
  const { key, before, after } = actual.row;
  if (column in after) return `${formatCell(before[column])} → ${formatCell(after[column])}`;
  return formatCell(key[column]);
}

function formatTable(rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((row) =>
    row.map((cell) => cell.replaceAll(/[\\|]/g, String.raw`\$&`).replaceAll("\n", String.raw`\n`)),
  );
  const widths = (escaped[0] ?? []).map((_cell, index) => Math.max(...escaped.map((row) => row[index]?.length ?? 0)));
  return escaped.map((row) => `| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")} |`).join("\n");
}
