import { showName } from "../../diff/show-value.js";
import type { Recording, TableChange } from "../recording.js";

/** SQLite's own, such as the counters of AUTOINCREMENT: they follow from what happened elsewhere. */
export function isInternal(name: string): boolean {
  return name.startsWith("sqlite_");
}

/** The changes of users' tables, those of SQLite's own left out. */
export function listShownChanges({ tables }: Recording, changes: readonly TableChange[]): readonly TableChange[] {
  return changes.filter(({ table }) => !isInternal(tables[table]?.name ?? ""));
}

/** Writes what happened to tables on one line: `orders +3 ~1, customers +1`; `undefined` where nothing did. */
export function describeCounts(recording: Recording, changes: readonly TableChange[]): string | undefined {
  const parts = listShownChanges(recording, changes).map((change) => {
    const name = showName(recording.tables[change.table]?.name ?? "");
    return `${name} ${describeChange(change)}`;
  });
  return parts.length === 0 ? undefined : parts.join(", ");
}

export function describeChange({ schema, added, changed, removed, note }: TableChange): string {
  const parts = [
    ...(schema === undefined ? [] : [schema]),
    ...(added > 0 ? [`+${added}`] : []),
    ...(changed > 0 ? [`~${changed}`] : []),
    ...(removed > 0 ? [`-${removed}`] : []),
  ];
  return parts.length === 0 && note !== undefined ? "not compared" : parts.join(" ");
}
