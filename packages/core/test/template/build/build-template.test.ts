import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { initTestDb } from "../../../src/databases/at-path/init-test-db.js";
import { createProject } from "../../helpers/create-project.js";

describe("buildTemplate", () => {
  test.each([
    ["does nothing", () => undefined],
    ["makes another file", (directory: string) => new Database(`${directory}/wrong.db`).exec("CREATE TABLE a (b)").close()],
  ])("says so when migrate %s", async (what, migrate) => {
    const { directory } = createProject({});
    await expect(initTestDb({ migrate: () => migrate(directory), version: what })).rejects.toMatchObject({
      code: "TEMPLATE_BUILD_FAILED",
      step: "migrate",
      message: expect.stringContaining("made no database at the path that it was given"),
    });
  });

  test("refuses a seed that leaves a transaction open, of which nothing would stay", async () => {
    const project = createProject();
    const seed = (connection: Database.Database) => connection.exec("BEGIN; INSERT INTO users (email) VALUES ('lost')");
    await expect(initTestDb({ migrations: project.path("db"), seed, version: "open" })).rejects.toMatchObject({
      code: "TEMPLATE_BUILD_FAILED",
      step: "seed",
    });
  });

  test("refuses a template whose foreign keys point nowhere", async () => {
    const project = createProject();
    const seed = (connection: Database.Database) => {
      connection.pragma("foreign_keys = OFF");
      connection.exec("INSERT INTO notes (user_id, body) VALUES (42, 'nobody')");
    };
    await expect(initTestDb({ migrations: project.path("db"), seed, version: "orphan" })).rejects.toMatchObject({
      code: "TEMPLATE_BUILD_FAILED",
      step: "seal",
      message: expect.stringContaining("notes row 1"),
    });
  });

  test("refuses a migrate that leaves its WAL behind because a connection is still open", async () => {
    const open: Database.Database[] = [];
    const migrate = ({ path }: { path: string }) => {
      const connection = new Database(path);
      connection.exec("PRAGMA journal_mode = WAL; CREATE TABLE a (b)");
      open.push(connection);
    };
    await expect(initTestDb({ migrate, version: "leak" })).rejects.toMatchObject({
      code: "TEMPLATE_BUILD_FAILED",
      step: "seal",
    });
    for (const connection of open) connection.close();
  });
});
