import { AssertionError } from "node:assert";
import { Then, type DataTable } from "@cucumber/cucumber";
import { type Changes, type DatabaseHandle, messageOf, misuseTypeError, suggest } from "@picklejar/core/integration";

import {
  type DescribedChanges,
  formatChanges,
  formatDescribed,
  isAsDescribed,
  knownColumns,
  readDescribedChanges,
} from "./changes-steps/match-table.js";
import { databasesOf } from "./world/extend-world.js";

// Changes are counted from the beginning of the first When step.

/** Tables that steps of a scenario have described, by World. */
const described = new WeakMap<object, Set<string>>();

Then("table {string} changed:", function (this: object, table: string, data: DataTable) {
  checkChanged(this, undefined, table, data);
});
Then("table {string} of database {string} changed:", function (this: object, table: string, database: string, data: DataTable) {
  checkChanged(this, database, table, data);
});
Then("table {string} did not change", function (this: object, table: string) {
  checkUnchanged(this, undefined, table);
});
Then("table {string} of database {string} did not change", function (this: object, table: string, database: string) {
  checkUnchanged(this, database, table);
});
Then("nothing changed", function (this: object) {
  checkNothing(this, undefined, "nothing was to change", () => true);
});
Then("nothing changed in database {string}", function (this: object, database: string) {
  checkNothing(this, database, "nothing was to change", () => true);
});
Then("nothing else changed", function (this: object) {
  checkNothingElse(this, undefined);
});
Then("nothing else changed in database {string}", function (this: object, database: string) {
  checkNothingElse(this, database);
});

function checkChanged(world: object, name: string | undefined, table: string, data: DataTable): void {
  const database = findDatabase(world, name);
  const expected = readTable(data);
  const changes = database.changes({ since: "when", tables: [table] })[table] ?? {};
  noteDescribed(world, database, table);
  refuseUnknownColumns(database, table, expected, knownColumns(changes));
  if (isAsDescribed(changes, expected)) return;
  const actual = formatChanges(changes, expected.columns);
  const found = actual.includes("\n") ? `changed otherwise:\n${actual}` : "did not change";
  fail(`table "${table}"${of(database)} ${found}`, formatDescribed(expected), actual);
}

function checkUnchanged(world: object, name: string | undefined, table: string): void {
  const database = findDatabase(world, name);
  const changes = database.changes({ since: "when", tables: [table] })[table];
  noteDescribed(world, database, table);
  if (changes === undefined) return;
  fail(
    `table "${table}"${of(database)} was not to change, and did:\n${formatChanges(changes, [])}`,
    "",
    formatChanges(changes, []),
  );
}

function checkNothingElse(world: object, name: string | undefined): void {
  const database = findDatabase(world, name);
  const known = described.get(world) ?? new Set();
  checkNothing(world, name, "nothing else was to change", (table) => !known.has(keyOf(database, table)));
}

function checkNothing(world: object, name: string | undefined, expectation: string, counts: (table: string) => boolean): void {
  const database = findDatabase(world, name);
  const changes: Changes = database.changes({ since: "when" });
  const others = Object.entries(changes).filter(([table]) => counts(table));
  if (others.length === 0) return;
  const parts = others.map(([table, change]) => `table "${table}" changed:\n${formatChanges(change, [])}`);
  fail(`${expectation}${of(database)}:\n${parts.join("\n")}`, "", parts.join("\n"));
}

function readTable(data: DataTable): DescribedChanges {
  try {
    return readDescribedChanges(data.raw());
  } catch (cause) {
    throw misuseTypeError(`data table of "changed": ${messageOf(cause)}`, { cause });
  }
}

function findDatabase(world: object, name: string | undefined): DatabaseHandle {
  const databases = databasesOf(world);
  const [first] = databases?.values() ?? [];
  const found = name === undefined ? first : databases?.get(name);
  if (found !== undefined) return found;
  if (name === undefined) throw misuseTypeError("the scenario has no database (@no_database)");
  const names = [...(databases?.keys() ?? [])];
  throw misuseTypeError(
    `the scenario has no database ${JSON.stringify(name)}; it has: ${names.join(", ") || "none"}${suggest(name, names) || "."}`,
  );
}

function refuseUnknownColumns(
  database: DatabaseHandle,
  table: string,
  { columns }: DescribedChanges,
  known: ReadonlySet<string>,
): void {
  const unsure = columns.filter((column) => !known.has(column));
  if (unsure.length === 0) return;
  const all = database.open().prepare("SELECT name FROM pragma_table_xinfo(?)").pluck().all(table).map(String);
  // Rows without a primary key are told by their rowid.
  const unknown = unsure.find((column) => !all.includes(column) && column !== "rowid");
  if (unknown === undefined) return;
  throw misuseTypeError(
    `table "${table}"${of(database)} has no column ${JSON.stringify(unknown)}; it has: ${all.join(", ")}${suggest(unknown, all) || "."}`,
  );
}

function noteDescribed(world: object, database: DatabaseHandle, table: string): void {
  const known = described.get(world) ?? new Set();
  described.set(world, known.add(keyOf(database, table)));
}

function keyOf({ name }: DatabaseHandle, table: string): string {
  return JSON.stringify([name, table]);
}

function of({ name }: DatabaseHandle): string {
  return name === "default" ? "" : ` of database "${name}"`;
}

function fail(message: string, expected: string, actual: string): never {
  throw new AssertionError({ message, expected, actual, operator: "changes" });
}
