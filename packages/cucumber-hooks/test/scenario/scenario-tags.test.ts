import { describe, expect, test } from "vitest";

import { selectDatabases, type TaggedScenario } from "../../src/scenario/scenario-tags.js";

const KNOWN = new Map([
  ["default", {}],
  ["audit", {}],
]);

describe("selectDatabases", () => {
  test.each([
    [[], ["default"]],
    [["@slow", "@data", "@databases", "@base"], ["default"]],
    [["@no_database"], []],
    [["@database:audit"], ["audit"]],
    [
      ["@database:audit", "@database:default", "@database:audit"],
      ["audit", "default"],
    ],
  ])("gives a scenario tagged %j the databases %j", (tags, expected) => {
    expect(selectDatabases(createScenario(tags), ["default"], KNOWN)).toEqual(expected);
  });

  test.each([
    ["@no-database", "@no_database"],
    ["@no_databse", "@no_database"],
    ["@NoDatabase", "@no_database"],
    ["@databse:audit", "@database:audit"],
    ["@Database:audit", "@database:audit"],
    ["@database", "@database:NAME"],
    ["@database:", "@database:"],
  ])("refuses %s, and says what was meant", (tag, meant) => {
    expect(() => selectDatabases(createScenario([tag]), ["default"], KNOWN)).toThrow(meant);
  });

  test("refuses tags that contradict each other, and says where", () => {
    expect(() => selectDatabases(createScenario(["@no_database", "@database:audit"]), ["default"], KNOWN)).toThrow(
      new TypeError('features/a.feature:3 "one": @no_database and @database:audit exclude each other: keep one of them'),
    );
  });
});

function createScenario(tags: readonly string[]): TaggedScenario {
  return {
    pickle: { uri: "features/a.feature", name: "one", tags: tags.map((name) => ({ name, astNodeId: "0" })), astNodeIds: ["2"] },
    gherkinDocument: { feature: { children: [{ scenario: { id: "2", location: { line: 3 } } }] } },
  };
}
