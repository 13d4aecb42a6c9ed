import type { DatabaseDifference, RowDifference, SchemaDifference, ShownRow, TableDifference } from "./compare-databases.js";

/** Writes how two databases differ, for people: what `+` stands before is only in the second. */
export function describeDifference({ pragmas, schema, tables, unreadable }: DatabaseDifference): string[] {
  return [
    ...pragmas.map(({ name, before, after }) => `  PRAGMA ${name}: ${before} → ${after}`),
    ...schema.flatMap(describeObject),
    ...tables.flatMap(describeTable),
    ...unreadable.map(({ table, problem }) => `  table ${table}: not compared, ${problem}`),
  ];
}

function describeObject({ kind, type, name, before, after }: SchemaDifference): string[] {
  return [`  ${type} ${name} ${kind}`, ...signed("-", before), ...signed("+", after)];
}

function signed(sign: "-" | "+", sql: string | undefined): string[] {
  return sql === undefined ? [] : sql.split("\n").map((line) => `    ${sign} ${line}`);
}

function describeTable({ table, added, removed, changed, rows }: TableDifference): string[] {
  const counts = Object.entries({ changed, removed, added }).filter(([, count]) => count > 0);
  const rest = changed + removed + added - rows.length;
  return [
    `  table ${table}: ${counts.map(([kind, count]) => `${count} ${count === 1 ? "row" : "rows"} ${kind}`).join(", ")}`,
    ...rows.map((row) => `    ${describeRow(row)}`),
    ...(rest > 0 ? [`    … and ${rest} more`] : []),
  ];
}

function describeRow(row: RowDifference): string {
  if (row.kind !== "changed") return `${row.kind === "added" ? "+" : "-"} ${describeValues(row.values)}`;
  const changes = Object.keys(row.after).map((column) => `${column} ${row.before[column] ?? ""} → ${row.after[column] ?? ""}`);
  return `~ ${describeValues(row.key)}: ${changes.join(", ")}`;
}

function describeValues(values: ShownRow): string {
  return Object.entries(values)
    .map(([column, value]) => `${column}=${value}`)
    .join(" ");
}
