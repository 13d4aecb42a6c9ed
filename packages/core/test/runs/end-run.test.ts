import { closeSync, openSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

import { beginSuiteRun, endSuiteRun } from "../../src/runs/suite-run.js";
import { initTestDb } from "../../src/databases/at-path/init-test-db.js";
import { countDescriptors } from "../helpers/count-descriptors.js";
import { createProject } from "../helpers/create-project.js";

describe("endRun", () => {
  test("closes every descriptor of the run", async () => {
    const config = { migrations: createProject().path("db") };
    const counts = new Set<number>();
    for (let run = 0; run < 5; run++) {
      beginSuiteRun();
      await initTestDb(undefined, config);
      endSuiteRun();
      counts.add(countDescriptors());
    }
    expect(counts.size).toBe(1);
  });

  test("leaves the next run to itself: its databases lie in it, though the template was at hand", async () => {
    const config = { migrations: createProject().path("db") };
    for (const _ of [1, 2]) {
      const run = beginSuiteRun();
      const database = await initTestDb(undefined, config);
      expect(dirname(dirname(database.path))).toBe(run.databasesDirectory);
      endSuiteRun();
    }
  });

  test("lets a database of the run be disposed of afterwards, and writes to nobody else's file for it", async () => {
    const project = createProject();
    beginSuiteRun();
    const database = await initTestDb(project.path("late.db"), { migrations: project.path("db") });
    endSuiteRun();
    // One of these gets the number of the descriptor that the run gave back.
    const descriptors = Array.from({ length: 5 }, (_, index) => openSync(project.path(`other-${index}`), "w"));
    await database.dispose();
    for (const descriptor of descriptors) closeSync(descriptor);
    for (const index of descriptors.keys()) expect(readFileSync(project.path(`other-${index}`), "utf8")).toBe("");
  });
});

describe("dispose", () => {
  test("takes the database out of the run's record, as its inode may be given to another file", async () => {
    const run = beginSuiteRun();
    const database = await initTestDb(undefined, { migrations: createProject().path("db") });
    const recorded = () =>
      readdirSync(run.trackedDirectory).map((name) => readFileSync(join(run.trackedDirectory, name), "utf8").trim());
    expect(recorded()).toEqual([expect.stringContaining(`:${statSync(database.path).ino}:`)]);
    // One that nobody opened would be kept for the next test.
    database.open();
    await database.dispose();
    expect(recorded()).toEqual([""]);
    endSuiteRun();
  });
});
