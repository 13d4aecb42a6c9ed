import { existsSync, mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { findJournals, hasWal, removeDatabaseFiles } from "../../src/files/database-files.js";
import { createProject } from "../helpers/create-project.js";

describe("findJournals", () => {
  test("finds the WAL and the journal, and not what belongs to open connections", () => {
    const project = createProject();
    for (const suffix of ["", "-wal", "-shm", "-journal"]) project.write(`app.db${suffix}`, "");
    const path = project.path("app.db");
    expect(findJournals(path)).toEqual([`${path}-wal`, `${path}-journal`]);
    expect(findJournals(project.path("other.db"))).toEqual([]);
    expect([hasWal(path), hasWal(project.path("other.db"))]).toEqual([true, false]);
  });
});

describe("removeDatabaseFiles", () => {
  test("removes a database with its sidecars, and no folder", () => {
    const project = createProject();
    for (const suffix of ["", "-wal", "-shm"]) project.write(`app.db${suffix}`, "");
    mkdirSync(project.path("app.db-journal"));
    removeDatabaseFiles(project.path("app.db"));
    expect(["", "-wal", "-shm", "-journal"].filter((suffix) => existsSync(project.path(`app.db${suffix}`)))).toEqual([
      "-journal",
    ]);
  });
});
