import type { DatabaseDifference, RowDifference, ShownRow } from "../diff/compare-databases.js";
import type { IsSecret } from "../recorder/redaction/redact-option.js";

const SECRET = "•••";

/** Replaces the values of columns that are secret. */
export function redactDifference(difference: DatabaseDifference, isSecret: IsSecret): DatabaseDifference {
  const tables = difference.tables.map((table) => ({
    ...table,
    rows: table.rows.map((row) => redactRow(row, (column) => isSecret(table.table, column))),
  }));
  return { ...difference, tables };
}

function redactRow(row: RowDifference, isSecret: (column: string) => boolean): RowDifference {
  const redact = (values: ShownRow): ShownRow =>
    Object.fromEntries(Object.entries(values).map(([column, value]) => [column, isSecret(column) ? SECRET : value]));
  if (row.kind !== "changed") return { ...row, key: redact(row.key), values: redact(row.values) };
  return { ...row, key: redact(row.key), before: redact(row.before), after: redact(row.after) };
}
