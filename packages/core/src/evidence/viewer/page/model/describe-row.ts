import { copyText } from "./show-value.js";
import type { PlacedRow } from "./row-history.js";

/** How a row is called: by its key, otherwise by its first values. */
export function describeRow({ table, row }: PlacedRow): string {
  const positions = table.key.length > 0 ? table.key : table.columns.map((_, position) => position).slice(0, 2);
  return positions.map((position) => `${table.columns[position] ?? ""}=${shorten(copyText(row[position] ?? null))}`).join(", ");
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39).replace(/[\uD800-\uDBFF]$/, "")}…` : text;
}
