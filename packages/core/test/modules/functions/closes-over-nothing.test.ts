import { describe, expect, test } from "vitest";

import { closesOverNothing } from "../../../src/modules/functions/closes-over-nothing.js";
import { builtModule } from "../../helpers/run-cli.js";
import { runScript } from "../../helpers/run-script.js";

describe("closesOverNothing", () => {
  test.each([
    '(database) => database.pragma("journal_mode = WAL")',
    "database => database.pragma('foreign_keys = ON')",
    '(database) => { database.pragma("a"); database.pragma("b"); }',
    'function (database) { database.pragma("a"); }',
    'async function named(database) { await database.pragma("a"); }',
    'connection(database) { database.pragma("a"); }',
    "() => 1",
  ])("is certain of %s", (text) => {
    expect(closesOverNothing(text)).toBe(true);
  });

  test.each([
    "(database) => database.pragma(mode)",
    "(database) => database.pragma(`journal_mode = ${mode}`)",
    "(database) => database.run(...values)",
    "(database) => database.pragma(this.mode)",
    '(database) => eval("mode")',
    '(database) => import("mode")',
    "(database, mode = other) => database.pragma(mode)",
    "({ exec }) => exec(mode)",
    '(database) => /"/.test(mode) && "x"',
    "(database) => database.pragma(m\u00f6de)",
    "(database) => { const own = 1; return own; }",
    "function () { [native code] }",
    "class Connection { pragma(database) { return mode; } }",
  ])("is not certain of %s", (text) => {
    expect(closesOverNothing(text)).toBe(false);
  });

  test("spares a process the inspector", async () => {
    const { stdout, stderr } = await runScript(`
      import { describeFunction } from "${builtModule("modules/functions/describe-function.js")}";
      const isLoaded = () => process.moduleLoadList.includes("NativeModule inspector");
      describeFunction((database) => database.pragma("journal_mode = WAL"));
      const before = isLoaded();
      describeFunction((database) => database.pragma(isLoaded));
      console.log(before, isLoaded());
    `);
    expect(stdout || stderr).toBe("false true\n");
  });
});
