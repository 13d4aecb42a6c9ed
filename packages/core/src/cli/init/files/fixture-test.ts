/**
 * Gives the text of a first test whose database is a fixture.
 *
 * @param runner whose entry of ours has the fixture
 * @param assertions package that has `expect`
 */
export function createFixtureTest(runner: "playwright" | "vitest", assertions: string): string {
  return `import { test } from "@picklejar/core/${runner}";
import { expect } from "${assertions}";

test("a test has a migrated database", ({ db }) => {
  const database = db.open(); // closed for you when the test ends; other drivers take db.path or db.url
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  expect(tables).not.toEqual([]);
  expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
});

test("what a test writes is its own", ({ db }) => {
  db.open().exec("CREATE TABLE picklejar_example (id INTEGER PRIMARY KEY)");
});

test("the next one sees nothing of it", ({ db }) => {
  db.open().exec("CREATE TABLE picklejar_example (id INTEGER PRIMARY KEY)");
});
`;
}
