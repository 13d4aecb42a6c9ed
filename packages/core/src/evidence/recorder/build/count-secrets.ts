import type { RecordedValue, Recording, RowChange } from "../recording.js";

/** Counts the values of a recording that are not shown. */
export function countSecrets({ whole, steps, contents }: Pick<Recording, "whole" | "steps" | "contents">): number {
  // The sum of a single commit is that commit.
  const inSteps = steps.flatMap(({ changes, commits }) => [
    ...changes,
    ...commits.filter((commit) => commit.changes !== changes).flatMap((commit) => commit.changes),
  ]);
  const rows = [
    ...[...whole, ...inSteps].flatMap((change) => change.rows).flatMap(valuesOf),
    ...contents.flatMap((content) => content.rows),
  ];
  return rows.reduce((sum, row) => sum + row.filter(isSecret).length, 0);
}

function valuesOf(row: RowChange): readonly (readonly RecordedValue[])[] {
  if (row.kind === "added") return [row.after];
  return row.kind === "removed" ? [row.before] : [row.before, row.after];
}

function isSecret(value: RecordedValue): boolean {
  return typeof value === "object" && value !== null && "secret" in value;
}
