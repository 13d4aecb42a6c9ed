import { readFileSync, statSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { fillEmptyFile } from "../../src/test-database/fill-empty-file.js";
import { createProject, type Project } from "../fixtures/create-project.js";
import { endOf, startScript } from "../fixtures/run-script.js";

describe("fillEmptyFile", () => {
  test("writes the template into the same inode", async () => {
    const project = createTemplate();
    const path = project.write("empty.db", "");
    const { ino } = statSync(path);
    expect(await fillEmptyFile(project.path("template.db"), path)).toBe(true);
    expect(statSync(path).ino).toBe(ino);
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

function createTemplate(): Project {
  const project = createProject({});
  const template = new Database(project.path("template.db"));
  template.exec(
    "CREATE TABLE filled (id INTEGER PRIMARY KEY, text TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO filled SELECT i, hex(randomblob(50)) FROM n",
  );
  template.close();
  return project;
}
