import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import type { Project } from "../../helpers/create-project.js";
import { createCliProject, keepDatabase, runCli, runCliForData } from "../../helpers/run-cli.js";

describe("picklejar diff", () => {
  test("says nothing differs, exit code 0, between a database and its copy", async () => {
    const project = createCliProject();
    createDatabase(project, "a.db", "CREATE TABLE t (v); INSERT INTO t VALUES (1)");
    createDatabase(project, "b.db", "CREATE TABLE t (v); INSERT INTO t VALUES (1)");
    expect(await runCli(project, ["diff", "a.db", "b.db"])).toHaveEnded({
      code: 0,
      stdout: `"${project.path("b.db")}" does not differ from "${project.path("a.db")}".\n`,
    });
  });

  test("shows what is only in the second, exit code 1, without colours in a pipe", async () => {
    const project = createCliProject();
    createDatabase(project, "a.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 'old'), (2, 'gone')");
    createDatabase(
      project,
      "b.db",
      "CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 'new'), (3, 'there')",
    );
    const result = await runCli(project, ["diff", "a.db", "b.db"], { FORCE_COLOR: undefined });
    expect(result).toHaveEnded({ code: 1 });
    expect(result.stdout.split("\n")).toEqual([
      `--- "${project.path("a.db")}"`,
      `+++ "${project.path("b.db")}"`,
      "t: 1 added, 1 removed, 1 changed",
      "  + id=3: v='there'",
      "  - id=2: v='gone'",
      "  ~ id=1: v 'old' → 'new'",
      "",
    ]);
    const { data } = await runCliForData<{ difference: { isSame: boolean } }>(project, ["diff", "a.db", "b.db"]);
    expect(data).toMatchObject({ before: project.path("a.db"), difference: { isSame: false } });
  });

  test("leaves nothing beside the databases, and reads what a live connection has committed", { tags: "long" }, async () => {
    const project = createCliProject();
    createDatabase(project, "a.db", "PRAGMA journal_mode = WAL; CREATE TABLE t (v)");
    createDatabase(project, "live/b.db", "PRAGMA journal_mode = WAL; CREATE TABLE t (v)");
    const live = new Database(project.path("live/b.db"));
    live.exec("INSERT INTO t VALUES ('committed'); BEGIN; INSERT INTO t VALUES ('open')");
    const before = readFileSync(project.path("a.db"));
    const { stdout } = await runCli(project, ["diff", "a.db", "live/b.db"]);
    live.close();
    expect(stdout).toContain("t: 1 added\n  + rowid=1: v='committed'\n");
    expect(readdirSync(project.directory).filter((name) => name.startsWith("a.db"))).toEqual(["a.db"]);
    expect(readFileSync(project.path("a.db"))).toEqual(before);
  });

  test("compares with the template of the configuration's database, which it builds", async () => {
    const project = createCliProject();
    createDatabase(project, "a.db", "CREATE TABLE users (id INTEGER PRIMARY KEY)");
    expect(await runCli(project, ["diff", "a.db"])).toHaveEnded({
      code: 1,
      stdout: [/^--- ".+[0-9a-f]{64}\.db"\n\+\+\+ ".+a\.db"\n/, "table notes removed\n"],
    });
  });

  test(
    "compares a retained database with the template that it was copied from, and says so when that is gone",
    { tags: "long" },
    async () => {
      const project = createCliProject();
      const { path = "", template = "" } = await keepDatabase(project, "UPDATE users SET email = 'moved@example.org'");
      // Another template is what the code asks for by now.
      project.write("db/004_more.sql", "CREATE TABLE more (v);");
      const { stdout } = await runCli(project, ["diff", path]);
      expect(stdout).toContain("users: 1 changed\n  ~ id=1: email 'ada@example.org' → 'moved@example.org'\n");
      expect(stdout).not.toContain("more");
      rmSync(template);
      expect(await runCli(project, ["diff", path])).toHaveEnded({
        code: 2,
        stderr: ["picklejar failed shows how it differed when it was retained"],
      });
      expect(readdirSync(dirname(path)).filter((name) => !/\.(db|json)$/.test(name))).toEqual([]);
    },
  );

  test("applies the configuration's connection", async () => {
    const project = createCliProject(
      'export default { migrations: "db", connection: (database) => { database.function("twice", { deterministic: true }, (v) => v * 2); } };',
    );
    const define = (database: Database.Database): unknown =>
      database.function("twice", { deterministic: true }, (v) => Number(v) * 2);
    const schema = "CREATE TABLE t (v, w AS (twice(v))); CREATE INDEX i ON t (twice(v))";
    createDatabase(project, "a.db", schema, define);
    createDatabase(project, "b.db", `${schema}; INSERT INTO t VALUES (21)`, define);
    expect((await runCli(project, ["diff", "a.db", "b.db"])).stdout).toContain("t: 1 added\n  + rowid=1: v=21\n");
  });
});

function createDatabase(project: Project, name: string, sql: string, prepare?: (database: Database.Database) => unknown): void {
  const database = new Database(project.write(name, ""));
  prepare?.(database);
  database.exec(sql);
  database.close();
}
