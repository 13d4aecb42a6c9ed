import { beforeAll, describe, expect, test } from "vitest";

import type { Project } from "../helpers/create-project.js";
import { createJestProject, runJest, WITH_SETUP, type JestRun } from "./jest-project.js";
import { leftovers, retained } from "./runner-traces.js";

const COUNT = "SELECT count(*) FROM notes";

const FILES = {
  "opening.test.js": `
    const { openTestDatabase } = require("@picklejar/core");
    const atTop = openTestDatabase();
    const insert = (database) => database.prepare("INSERT INTO notes (body) VALUES ('mine')").run();
    let closed;
    test("gets a new one each time", () => {
      const [one, other] = [openTestDatabase(), openTestDatabase()];
      insert(one);
      expect([one, other].map((each) => each.prepare("${COUNT}").pluck().get())).toEqual([1, 0]);
      closed = [one, other];
    });
    test("has those of earlier tests closed", () => { expect(closed.map(({ open }) => open)).toEqual([false, false]); });
    test("has that of the file", () => { insert(atTop); });
    test("still has it", () => { expect(atTop.prepare("${COUNT}").pluck().get()).toBe(1); });
    test("misspells an option", () => { expect(() => openTestDatabase({ databse: "audit" })).toThrow('Did you mean "database"?'); });`,
  "failing.test.js": `
    const { openTestDatabase } = require("@picklejar/core");
    test("fails with two", () => { for (const each of [openTestDatabase(), openTestDatabase()]) each.exec("INSERT INTO notes (body) VALUES ('it')"); expect(1).toBe(2); });
    test.failing("shows a bug", () => { openTestDatabase(); expect(1).toBe(2); });`,
  "file.test.js": `
    const database = require("@picklejar/core").openTestDatabase();
    test("fails with the file's", () => { database.exec("INSERT INTO notes (body) VALUES ('of the file')"); expect(1).toBe(2); });`,
  "concurrent.test.js": `
    const { openTestDatabase } = require("@picklejar/core");
    test.concurrent("runs beside others", async () => { openTestDatabase(); });`,
};

describe("openTestDatabase in Jest", () => {
  let project: Project;
  let run: JestRun;

  beforeAll(async () => {
    project = createJestProject(FILES);
    run = await runJest(project, ["--runInBand"]);
  });

  test("gives a new database each time, to a test or to its file, and closes it with them", () => {
    const { statuses } = run;
    const names = ["gets a new one each time", "has those of earlier tests closed", "has that of the file", "still has it"];
    expect(names.map((name) => statuses[name])).toEqual(["passed", "passed", "passed", "passed"]);
    expect(statuses["misspells an option"]).toBe("passed");
  });

  test("retains all databases of a test that fails, and those of its file", () => {
    expect(run.statuses["shows a bug"]).toBe("passed");
    expect(run.output).toContain("+ id=1: body='of the file'");
    expect(retained(project)).toEqual({ "fails with two": 1, "file.test.js": 1 });
    expect(run.output).toContain("picklejar: 3 databases retained");
  });

  test("refuses concurrent tests", () => {
    expect(run.messages["runs beside others"]).toContain("expected a file whose tests run one after the other");
  });

  test("leaves nothing", () => {
    expect(leftovers(project)).toEqual([]);
  });

  test("says what to write without the environment", { tags: "long" }, async () => {
    const other = createJestProject(
      { "a.test.js": 'test("opens", () => { require("@picklejar/core").openTestDatabase(); });' },
      { ...WITH_SETUP, testEnvironment: "node", transform: {} },
    );
    const { messages } = await runJest(other);
    expect(messages["opens"]).toContain('testEnvironment: "@picklejar/core/jest/environment"');
  });
});
