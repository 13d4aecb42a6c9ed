import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { createFolder } from "../../helpers/create-folder.js";
import { namesIn, readFiles } from "../../helpers/read-files.js";

const UP = "CREATE TABLE IF NOT EXISTS a (x);";

describe("names in an order that is not theirs by number", () => {
  const sets: readonly (readonly [names: readonly string[], natural: readonly string[]])[] = [
    [
      ["1.1_mode", "1_settings"],
      ["1_settings", "1.1_mode"],
    ],
    [
      ["1.10.0_b", "1.9.0_a"],
      ["1.9.0_a", "1.10.0_b"],
    ],
    [
      ["v1.10_b", "v1.9_a"],
      ["v1.9_a", "v1.10_b"],
    ],
    [
      ["10_b", "9_a"],
      ["9_a", "10_b"],
    ],
    [
      ["010_b", "09_a"],
      ["09_a", "010_b"],
    ],
    [
      ["20240101120000_b", "3_a"],
      ["3_a", "20240101120000_b"],
    ],
    [
      ["2024-01-31-120000_b", "2024-01-31_a"],
      ["2024-01-31_a", "2024-01-31-120000_b"],
    ],
    [
      ["20240101120000_a", "20240102_b"],
      ["20240102_b", "20240101120000_a"],
    ],
    [
      ["Step2_b", "step1_a"],
      ["step1_a", "Step2_b"],
    ],
    [
      ["B_orders", "a_users"],
      ["a_users", "B_orders"],
    ],
    [
      ["step10", "step9"],
      ["step9", "step10"],
    ],
  ];
  test.each(sets)("are refused until the order is said: %j", (byName, natural) => {
    const files = Object.fromEntries(byName.map((name) => [`${name}.sql`, UP]));
    expect(() => readFiles(files)).toThrow(expect.objectContaining({ code: "MIGRATION_ORDER_AMBIGUOUS", names: byName }));
    expect(readFiles(files, { order: "natural" })).toEqual(natural);
    expect(readFiles(files, { order: "name" })).toEqual(byName);
  });
});

describe("names in one order", () => {
  test.each([
    [["V1__a", "V2__b", "V3__c"]],
    [["V1_0__a", "V1_1__b", "V2_0__c"]],
    [["0001_a", "002_b", "03_c"]],
    [["001_2fa", "001_a"]],
    [["001_B", "001_a"]],
    [["006_other", "006_reservations"]],
    [["002_y", "002b_z", "003_x"]],
  ])("run in it: %j", (names) => {
    expect(readFiles(Object.fromEntries(names.toReversed().map((name) => [`${name}.sql`, UP])))).toEqual(names);
  });
});

describe("a name that begins otherwise than its neighbours", () => {
  test.each([
    ["V1__users.sql", "schema.sql", "schema.sql", "does not begin with V and a number"],
    ["V0001.Users.up.sql", "schema.sql", "schema.sql", "does not begin with V and a number"],
    ["V1__users.sql", "R__views.sql", "R__views.sql", "repeatable migration"],
    ["V1__users.sql", "B1__base.sql", "B1__base.sql", "baseline migration"],
    ["V1__users.sql", "afterMigrate.sql", "afterMigrate.sql", "does not begin with V"],
    ["V1__users.sql", "002_notes.sql", "V1__users.sql", "begins differently from"],
    ["001_users.sql", " 002_notes.sql", " 002_notes.sql", "begins with white space"],
    ["a.sql", "\tb.sql", "\tb.sql", "begins with white space"],
    ["\uFF11_a.sql", "\uFF11\uFF10_b.sql", "", "has other digits than 0 to 9"],
    ["001_users.sql", "\u0660\u0660\u0662_notes.sql", "\u0660\u0660\u0662_notes.sql", "has other digits than 0 to 9"],
  ])("is refused: %j with %j", (one, other, culprit, reason) => {
    const folder = createFolder({ [one]: UP, [other]: UP });
    expect(() => namesIn({ migrations: folder })).toThrow(
      expect.objectContaining({
        code: "MIGRATION_FILE_UNKNOWN",
        path: expect.stringContaining(join(folder, culprit)),
        message: expect.stringContaining(reason),
      }),
    );
  });
});

describe("a list of files", () => {
  const files = { "a.sql": UP, "b.sql": UP, "more/c.sql": UP };

  test("is read in its order, which is that of the names", () => {
    expect(list(files, ["a.sql", "b.sql", "more"])).toEqual(["a", "b", "c"]);
  });

  test.each([
    [
      ["b.sql", "a.sql"],
      ["a", "b"],
    ],
    [
      ["more", "a.sql"],
      ["a", "c"],
    ],
    [
      ["more/*.sql", "b.sql"],
      ["b", "c"],
    ],
  ])("is refused in another order than that of the names, until the order is said: %j", (entries, names) => {
    expect(() => list(files, entries)).toThrow(expect.objectContaining({ code: "MIGRATION_ORDER_AMBIGUOUS", names }));
    expect(list(files, entries, { order: "name" })).toEqual(names);
  });

  test("may name ways down anywhere", () => {
    const pairs = { "1_a.up.sql": UP, "1_a.down.sql": "", "2_b.up.sql": UP, "2_b.down.sql": "" };
    expect(list(pairs, ["2_b.down.sql", "1_a.up.sql", "2_b.up.sql", "1_a.down.sql"])).toEqual(["1_a down", "2_b down"]);
  });

  test("of folders and patterns alone is merged by name", () => {
    const folders = { "x/002_b.sql": UP, "y/001_a.sql": UP, "y/003_c.sql": UP };
    expect(list(folders, ["x", "y/*.sql"])).toEqual(["001_a", "002_b", "003_c"]);
  });
});

function list(files: Readonly<Record<string, string>>, entries: readonly string[], options: { order?: "name" } = {}): string[] {
  const folder = createFolder(files);
  return namesIn({ ...options, migrations: entries.map((entry) => join(folder, entry)) });
}
