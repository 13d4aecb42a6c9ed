import { describe, expect, test } from "vitest";

import { createToolProject, describeTable, readRows, type ToolProject } from "../../../helpers/tool-project.js";
import { withConnection } from "../../dump-database.js";

const USERS = "20240131120000_users";
const DDL =
  "CREATE TABLE __drizzle_migrations (id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric, name text, applied_at TEXT)";

// Version 1 is not on npm's `latest` yet: its ledger is compared with what its source says.
describe("Drizzle 1", () => {
  test("gets its own ledger, and picklejar then runs just the migrations that are missing, in any place", async () => {
    const project = createProject();
    const path = await project.createTestDatabase();
    const theirs = project.path("theirs.db");
    withConnection(theirs, (database) => database.exec(DDL));
    expect(describeTable(path, "__drizzle_migrations")).toEqual(describeTable(theirs, "__drizzle_migrations"));
    expect(readRows(path, "SELECT id, length(hash), created_at, name FROM __drizzle_migrations")).toEqual([
      [1, 64, Date.UTC(2024, 0, 31, 12), USERS],
      [2, 64, Date.UTC(2024, 1, 29, 12), "20240229120000_notes"],
    ]);
    expect((await project.upgrade(path)).applied).toEqual([]);
    project.write("drizzle/20240201000000_tags/migration.sql", "CREATE TABLE tags (id INTEGER);");
    expect((await project.upgrade(path)).applied).toEqual(["20240201000000_tags"]);
  });

  test("refuses a folder of version 0, and version 0 refuses a folder of version 1", async () => {
    const project = createProject();
    await expect(project.upgrade(project.path("app.db"), { format: "drizzle-0" })).rejects.toMatchObject({
      code: "MIGRATION_FORMAT_INVALID",
      message: expect.stringContaining('set format: "drizzle-1"'),
    });
    project.write("drizzle/meta/_journal.json", '{ "entries": [] }');
    await expect(project.upgrade(project.path("app.db"), { format: "drizzle-1" })).rejects.toMatchObject({
      code: "MIGRATION_FORMAT_INVALID",
      message: expect.stringContaining('Set format: "drizzle-0"'),
    });
  });

  test("refuses a file of version 0 that was left beside the folders", async () => {
    const project = createProject();
    project.write("drizzle/0001_tags.sql", "CREATE TABLE tags (id INTEGER);");
    project.write(`drizzle/${USERS}/snapshot.json`, "{}");
    const path = project.path("app.db");
    await expect(project.upgrade(path)).rejects.toMatchObject({
      code: "MIGRATION_FILE_UNKNOWN",
      path: project.path("drizzle/0001_tags.sql"),
      message: expect.stringMatching(/Drizzle would ignore it.+list it under ignore/),
    });
    expect((await project.upgrade(path, { ignore: ["*.sql"] })).applied).toHaveLength(2);
  });

  test("does not read the ledger of version 0", async () => {
    const project = createProject();
    const path = project.path("app.db");
    withConnection(path, (database) =>
      database.exec("CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)"),
    );
    await expect(project.upgrade(path)).rejects.toMatchObject({ code: "LEDGER_FOREIGN", table: "__drizzle_migrations" });
  });

  test("is not told from Prisma if there is a lock file as well: then format has to say it", async () => {
    const project = createProject();
    project.write("drizzle/migration_lock.toml", 'provider = "sqlite"');
    await expect(project.upgrade(project.path("app.db"))).rejects.toMatchObject({
      code: "MIGRATION_FORMAT_AMBIGUOUS",
      formats: ["drizzle-1", "prisma"],
    });
    expect((await project.upgrade(project.path("app.db"), { format: "prisma" })).applied).toHaveLength(2);
  });
});

describe("a folder of Drizzle's that wrangler applies", () => {
  test("is of two tools until format says which", async () => {
    const project = createToolProject("drizzle", {
      "wrangler.toml":
        '[[d1_databases]]\nbinding = "DB"\nmigrations_dir = "drizzle" # generated\nmigrations_table = \'changes\'\n',
      "drizzle/0000_users.sql": "CREATE TABLE users (id INTEGER);",
      "drizzle/meta/_journal.json": '{ "dialect": "sqlite", "entries": [{ "idx": 0, "when": 1, "tag": "0000_users" }] }',
    });
    const path = project.path("app.db");
    await expect(project.upgrade(path)).rejects.toMatchObject({
      code: "MIGRATION_FORMAT_AMBIGUOUS",
      formats: ["drizzle-0", "d1"],
      message: expect.stringContaining("wrangler.toml"),
    });
    await project.upgrade(path, { format: "d1" });
    expect(readRows(path, "SELECT name FROM changes")).toEqual([["0000_users.sql"]]);
  });
});

function createProject(): ToolProject {
  return createToolProject("drizzle", {
    [`drizzle/${USERS}/migration.sql`]: "CREATE TABLE users (id INTEGER);--> statement-breakpoint\nCREATE TABLE a (x);",
    [`drizzle/${USERS}/snapshot.json`]: "{}",
    "drizzle/20240229120000_notes/migration.sql": "CREATE TABLE notes (id INTEGER);",
  });
}
