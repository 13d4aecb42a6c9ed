import { readFileSync, statSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { fillEmptyFile } from "../../../src/databases/at-path/fill-empty-file.js";
import { createProject, type Project } from "../../helpers/create-project.js";
import { endOf, runScript, startScript } from "../../helpers/run-script.js";

describe("fillEmptyFile", () => {
  test("writes the template into the same inode", async () => {
    const project = createTemplate();
    const path = project.write("empty.db", "");
    const { ino } = statSync(path);
    expect(await fillEmptyFile(project.path("template.db"), path)).toBe(true);
    expect(statSync(path).ino).toBe(ino);
    expect(readFileSync(path).equals(readFileSync(project.path("template.db")))).toBe(true);
  });

  test("writes a template of several pieces, and its first page with them", async () => {
    const project = createTemplate();
    const template = new Database(project.path("template.db"));
    template.exec("INSERT INTO filled (text) SELECT zeroblob(5000000)");
    template.close();
    const path = project.write("empty.db", "");
    expect(await fillEmptyFile(project.path("template.db"), path)).toBe(true);
    expect(readFileSync(path).equals(readFileSync(project.path("template.db")))).toBe(true);
  });

  test("shows the result to a connection that was open before", async () => {
    const project = createTemplate();
    const path = project.write("empty.db", "");
    const connection = new Database(path);
    expect(await fillEmptyFile(project.path("template.db"), path)).toBe(true);
    expect(connection.prepare("SELECT count(*) FROM filled").pluck().get()).toBe(1000);
    connection.close();
  });

  test("changes nothing when the file is not empty any more", async () => {
    const project = createTemplate();
    const path = project.write("mine.db", "");
    const mine = new Database(path);
    mine.exec("CREATE TABLE mine (id INTEGER)");
    mine.close();
    const before = readFileSync(path);
    expect(await fillEmptyFile(project.path("template.db"), path)).toBe(false);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("leaves a database in WAL mode that came to the path meanwhile as it is, closed or open", async () => {
    const project = createTemplate();
    const path = project.write("mine.db", "");
    const mine = new Database(path);
    mine.exec("PRAGMA journal_mode = WAL; CREATE TABLE mine (id INTEGER)");
    expect(await fillEmptyFile(project.path("template.db"), path)).toBe(false);
    mine.close();
    const before = readFileSync(path);
    expect(await fillEmptyFile(project.path("template.db"), path)).toBe(false);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("fills a file once when four processes ask at the same time, and leaves it in WAL mode", async () => {
    const project = createProject();
    const paths = Array.from({ length: 20 }, (_, index) => project.write(`${index}.db`, ""));
    const beginMs = Date.now() + 1500;
    const processes = await Promise.all([1, 2, 3, 4].map(() => runScript(FILL_IN_STEP, argumentsOf(project, beginMs))));
    const origins = processes.map(({ stdout, stderr }) => (stdout === "" ? stderr : (JSON.parse(stdout) as string[])));
    for (const [index, path] of paths.entries()) {
      const answers = origins.map((all) => all[index]);
      expect([answers.filter((origin) => origin === "created").length, new Set(answers)]).toEqual([
        1,
        new Set(["created", "existing"]),
      ]);
      const database = new Database(path, { readonly: true });
      expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
      expect(database.prepare("SELECT count(*) FROM users").pluck().get()).toBe(4);
      database.close();
    }
  });

  test.each(["-journal", "-wal"])("refuses a %s beside it", async (suffix) => {
    const project = createTemplate();
    const path = project.write("empty.db", "");
    writeFileSync(path + suffix, "left");
    await expect(fillEmptyFile(project.path("template.db"), path)).rejects.toMatchObject({
      code: "SIDECAR_FOUND",
      sidecarPath: path + suffix,
    });
    expect(statSync(path).size).toBe(0);
  });

  test("refuses a file that another process is writing to, which loses nothing", async () => {
    const project = createTemplate();
    const path = project.write("empty.db", "");
    const writer = startScript(
      `import Database from "better-sqlite3";
       const database = new Database(process.argv[1]);
       database.exec("BEGIN IMMEDIATE; CREATE TABLE theirs (id INTEGER); INSERT INTO theirs VALUES (42)");
       console.log("writing");
       setTimeout(() => { database.exec("COMMIT"); database.close(); }, 300);`,
      { cwd: project.directory, arguments: [path] },
    );
    const end = endOf(writer);
    await once(writer.stdout, "data");
    // Its journal is there already.
    await expect(fillEmptyFile(project.path("template.db"), path)).rejects.toMatchObject({ code: "SIDECAR_FOUND" });
    expect((await end).code).toBe(0);
    expect(await fillEmptyFile(project.path("template.db"), path)).toBe(false);
    const theirs = new Database(path);
    expect(theirs.prepare("SELECT id FROM theirs").pluck().get()).toBe(42);
    theirs.close();
  });
});

/** Fills files 25 ms apart, all processes at the same moment, and writes to each at once. */
const FILL_IN_STEP = `
  import { initTestDb } from "@picklejar/core";
  const [directory, beginMs] = process.argv.slice(1);
  const connection = (database) => { database.pragma("busy_timeout = 5000"); database.pragma("journal_mode = WAL"); };
  const origins = [];
  for (let index = 0; index < 20; index++) {
    while (Date.now() < Number(beginMs) + index * 25);
    const database = await initTestDb(directory + "/" + index + ".db", { migrations: directory + "/db", connection, version: "1" });
    database.open().exec("INSERT INTO users (email) VALUES ('" + process.pid + "')");
    origins.push(database.origin);
  }
  console.log(JSON.stringify(origins));`;

function argumentsOf(project: Project, beginMs: number) {
  return { cwd: project.directory, arguments: [project.directory, String(beginMs)] };
}

function createTemplate(): Project {
  const project = createProject({});
  const template = new Database(project.path("template.db"));
  template.exec(
    "CREATE TABLE filled (id INTEGER PRIMARY KEY, text TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO filled SELECT i, hex(randomblob(50)) FROM n",
  );
  template.close();
  return project;
}
