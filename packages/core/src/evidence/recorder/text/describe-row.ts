import { showName } from "../../diff/show-value.js";
import type { RecordedTable, RecordedValue, RowChange } from "../recording.js";
import { showRecordedChange, showRecordedValue } from "./show-recorded-value.js";

/** Characters of a value that are shown on a line. */
const VALUE_CHARACTERS = 40;

/** Writes a change of a row on one line: `orders id=1: status 'open' → 'paid'`. */
export function describeRow(table: RecordedTable, row: RowChange): string {
  return `${showName(table.name)}${describeKey(table, row)}: ${describeColumns(table, row)}`;
}

/** The same without the name of the table: `~ id=1: status 'open' → 'paid'`. */
export function describeRowWithSign(table: RecordedTable, row: RowChange): string {
  const key = describeKey(table, row).trim();
  return `${SIGNS[row.kind]} ${key === "" ? "" : `${key}: `}${describeColumns(table, row)}`;
}

const SIGNS = { added: "+", changed: "~", removed: "-" } as const satisfies Record<RowChange["kind"], string>;

function describeKey({ columns, key }: RecordedTable, row: RowChange): string {
  const values = row.kind === "removed" ? row.before : row.after;
  const parts = key.map(
    (position) => `${showName(columns[position] ?? "")}=${showRecordedValue(values[position] ?? null, VALUE_CHARACTERS)}`,
  );
  return parts.length === 0 ? "" : ` ${parts.join(", ")}`;
}

function describeColumns({ columns, key }: RecordedTable, row: RowChange): string {
  if (row.kind === "changed") {
    return row.columns
      .map((position) => {
        const change = showRecordedChange(row.before[position] ?? null, row.after[position] ?? null, VALUE_CHARACTERS);
        return `${showName(columns[position] ?? "")} ${change}`;
      })
      .join(", ");
  }
  const values: readonly RecordedValue[] = row.kind === "added" ? row.after : row.before;
  const shown = columns
    .map((column, position) => ({ column, position }))
    .filter(({ position }) => !key.includes(position))
    .map(({ column, position }) => `${showName(column)}=${showRecordedValue(values[position] ?? null, VALUE_CHARACTERS)}`);
  return shown.length === 0 ? row.kind : `${row.kind}, ${shown.join(", ")}`;
}
