/** ISO 8601 of a time in a ledger: milliseconds since 1970, or SQLite's `YYYY-MM-DD HH:MM:SS` in UTC. */
export function isoOf(value: unknown): string | undefined {
  const text =
    typeof value === "string" && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(value) ? `${value.replace(" ", "T")}Z` : value;
  const time = new Date(typeof text === "string" || typeof text === "number" ? text : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
