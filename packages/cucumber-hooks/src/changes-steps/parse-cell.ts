import type { Row } from "@picklejar/core/integration";

export type Value = Row[string];

/** What a cell of a data table says of a value. */
export type Matcher = (value: Value | undefined) => boolean;

/** A cell of a row that changed. */
export interface ParsedChange {
  readonly before: Matcher;
  readonly after: Matcher;
}

/** Between the value before and the value after. */
const ARROW = /^(.*?)\s*(?:→|->)\s*(.*)$/su;

/** Reads `open → paid`; `undefined` where the cell holds one value. */
export function parseChange(cell: string): ParsedChange | undefined {
  const [, before, after] = ARROW.exec(cell) ?? [];
  return before === undefined || after === undefined ? undefined : { before: parseCell(before), after: parseCell(after) };
}

/** Reads a value: `*` is any, `NULL`, a number, `x'0a'` for a blob, `'…'` for exactly that string; anything else is a string as it stands. */
export function parseCell(cell: string): Matcher {
  if (cell === "*") return () => true;
  if (cell === "NULL") return (value) => value === null;
  const quoted = /^'(.*)'$/s.exec(cell)?.[1];
  if (quoted !== undefined) return (value) => value === quoted.replaceAll("''", "'") || value === cell;
  return (value) =>
    typeof value === "string" ? value === cell : value !== null && value !== undefined && isShownAs(value, cell);
}

/** Writes a value so that {@link parseCell} reads it back. */
export function formatCell(value: Value | undefined): string {
  if (value === undefined) return "";
  if (value === null) return "NULL";
  if (typeof value !== "string") return Buffer.isBuffer(value) ? `x'${value.toString("hex")}'` : String(value);
  return isAmbiguous(value) ? `'${value.replaceAll("'", "''")}'` : value;
}

/** Strings that would be read as something else, or whose spaces a data table would drop. */
function isAmbiguous(text: string): boolean {
  if (text === "" || text === "*" || text === "NULL" || text.trim() !== text) return true;
  return ARROW.test(text) || /^'.*'$/s.test(text) || /^x'/i.test(text) || !Number.isNaN(Number(text));
}

function isShownAs(value: Exclude<Value, null | string>, cell: string): boolean {
  if (Buffer.isBuffer(value)) return cell.toLowerCase() === `x'${value.toString("hex")}'`;
  if (typeof value === "bigint") return cell === String(value);
  return cell !== "" && Number(cell) === value;
}
