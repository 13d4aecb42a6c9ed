import type { RecordedTable, Recording, RowChange } from "../../../recorder/recording.js";
import { endOfWhole } from "./changes-since-start.js";
import { identify, type PlacedRow, type Row } from "./row-history.js";

/** A row that a step changed or removed, and that no later step wrote: the first to ask about when a later step fails. */
export interface Suspect {
  readonly step: number;
  readonly table: RecordedTable;
  readonly change: Exclude<RowChange, { readonly kind: "added" }>;
}

export interface Suspects {
  /** Latest step first. */
  readonly first: readonly Suspect[];
  /** Whether there are more. */
  readonly hasMore: boolean;
}

/** Goes back from the failing step, and stops when it has enough: with ten thousand rows it must not look at each. */
export function listSuspects(recording: Recording, most: number): Suspects {
  const seen = new Set<string>();
  const first: Suspect[] = [];
  for (let step = endOfWhole(recording); step >= 0; step--) {
    for (const { table: position, rows } of recording.steps[step]?.changes ?? []) {
      const table = recording.tables[position];
      for (const change of table === undefined ? [] : rows) {
        if (table === undefined || !isNew(seen, table, change) || change.kind === "added") continue;
        if (first.length === most) return { first, hasMore: true };
        first.push({ step, table, change });
      }
    }
  }
  return { first, hasMore: false };
}

export function placedRow({ table, change }: Suspect): PlacedRow {
  return { table, row: change.kind === "removed" ? change.before : change.after };
}

/** Whether no later step wrote the row. A row without a key is known by its values, which differ before and after. */
function isNew(seen: Set<string>, table: RecordedTable, change: RowChange): boolean {
  const idOf = (row: Row): string => `${table.name}\n${identify(table, row)}`;
  const id = idOf(change.kind === "removed" ? change.before : change.after);
  const isKnown = seen.has(id);
  seen.add(id);
  if (change.kind === "changed") seen.add(idOf(change.before));
  return !isKnown;
}
