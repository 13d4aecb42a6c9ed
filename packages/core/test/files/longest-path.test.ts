import { mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";

import { initTestDb, MigrationRunner } from "../../src/index.js";
import { RetainedDatabases } from "../../src/evidence/retained/retained-databases.js";
import { ownRun } from "../../src/runs/own-run.js";
import { LONGEST_NAME_IN_RUN_BYTES } from "../../src/runs/run-directory.js";
import { LONGEST_DATABASE_PATH_BYTES } from "../../src/files/longest-path.js";
import { ensureCacheDirectory } from "../../src/template/cache-directory.js";
import { createFolder } from "../helpers/create-folder.js";
import { createProject } from "../helpers/create-project.js";
import { createStorage, startModule } from "../helpers/start-module.js";

if (process.platform === "win32") console.info("Skipped: the longest path, as Windows has another limit.");

describe.skipIf(process.platform === "win32")("the longest path that SQLite opens", () => {
  test("is what we take it for", () => {
    const open = (bytes: number): Database.Database =>
      new Database(deepPath(createFolder(), bytes)).exec("CREATE TABLE a (b)").close();
    expect(() => open(LONGEST_DATABASE_PATH_BYTES)).not.toThrow();
    expect(() => open(LONGEST_DATABASE_PATH_BYTES + 1)).toThrow("unable to open database file");
  });

  test("refuses a run directory at the start in which a scenario's database would have a longer one", async () => {
    const storage = deepPath(createStorage(), LONGEST_DATABASE_PATH_BYTES - LONGEST_NAME_IN_RUN_BYTES - 20);
    mkdirSync(storage);
    const module = startModule(storage, "say(attempt(() => ensureRun()));");
    expect(await module.heard()).toMatchObject({ code: "RUN_DIRECTORY_UNAVAILABLE" });
  });

  test("is not exceeded by anything in a run directory that is as deep as it may be", async () => {
    // The parent's name, and that of the run, whose pid may have seven digits.
    const bytes =
      LONGEST_DATABASE_PATH_BYTES -
      LONGEST_NAME_IN_RUN_BYTES -
      "/picklejar-4294967295/run-4194304-0-01234567-0123456789abcdef".length;
    const storage = deepPath(createStorage(), bytes, "ü");
    mkdirSync(storage);
    process.env["PICKLEJAR_DIR"] = storage;
    onTestFinished(() => void (process.env["PICKLEJAR_DIR"] = process.env["PICKLEJAR_TESTS"]));
    ownRun().end();
    const run = ownRun();
    onTestFinished(() => run.end());
    const project = createProject();
    const { path } = await initTestDb({ migrations: project.path("db") });
    const longest = join(run.createDatabaseDirectoryPath("x".repeat(1000)), "scenario.db");
    expect(Buffer.byteLength(longest)).toBeLessThanOrEqual(LONGEST_DATABASE_PATH_BYTES);
    const database = new Database(path);
    database.exec("INSERT INTO users (email) VALUES ('ada@example.org')");
    database.close();
    const retained = new RetainedDatabases({ run, projectDirectory: project.directory });
    const failed = await retained.retain(await initTestDb({ migrations: project.path("db") }), SCENARIO);
    expect(failed).toMatchObject({ problems: [], difference: { isSame: true } });
  });

  test("makes a project's cache too deep to be used: the user's own serves", () => {
    const directory = deepPath(createFolder(), LONGEST_DATABASE_PATH_BYTES - 100);
    mkdirSync(join(directory, "node_modules"), { recursive: true });
    const home = createFolder();
    process.env["XDG_CACHE_HOME"] = home;
    onTestFinished(() => void delete process.env["XDG_CACHE_HOME"]);
    expect(ensureCacheDirectory(directory)).toBe(join(home, "picklejar"));
    process.env["XDG_CACHE_HOME"] = directory;
    expect(() => ensureCacheDirectory(join(directory, "node_modules"))).toThrow(
      expect.objectContaining({
        code: "CACHE_UNAVAILABLE",
        message: expect.stringContaining("its path is too long for SQLite"),
      }),
    );
  });

  test("can be migrated, although the lock beside it would have a longer one", async () => {
    const project = createProject();
    const path = deepPath(project.directory, LONGEST_DATABASE_PATH_BYTES);
    const runner = new MigrationRunner({ migrations: project.path("db") });
    await runner.initOrUpgrade(path);
    expect(await runner.pending(path)).toEqual([]);
    expect(statSync(path).size).toBeGreaterThan(0);
  });

  test("is what a path of the user's is measured by, before anything is made there", async () => {
    const project = createProject();
    const path = deepPath(project.directory, LONGEST_DATABASE_PATH_BYTES + 1);
    const problem = "path: expected at most 504 bytes, since SQLite opens no longer path, got 505";
    await expect(initTestDb(path, { migrations: project.path("db") })).rejects.toThrow(problem);
    await expect(new MigrationRunner({ migrations: project.path("db") }).initOrUpgrade(path)).rejects.toThrow(problem);
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  test("is said of a retained database that has a longer one", async () => {
    const project = createProject();
    const directory = deepPath(project.directory, LONGEST_DATABASE_PATH_BYTES - 60);
    mkdirSync(directory);
    const retained = new RetainedDatabases({ run: ownRun(), projectDirectory: directory });
    const failed = await retained.retain(await initTestDb({ migrations: project.path("db") }), SCENARIO);
    expect(failed).toMatchObject({
      path: expect.stringContaining(directory),
      problems: ["SQLite opens no path of more than 504 bytes: move the file to open it."],
    });
  });
});

const SCENARIO = { uri: "features/orders.feature", feature: "Orders", name: "Ann pays", line: 12, attempt: 1 };

/** Gives a path of so many bytes below a folder; the folder that it is in is made. */
function deepPath(directory: string, bytes: number, letter = "d"): string {
  let path = directory;
  while (bytes - Buffer.byteLength(path) > 150) path = join(path, letter.repeat(100 / Buffer.byteLength(letter)));
  mkdirSync(path, { recursive: true });
  const rest = bytes - Buffer.byteLength(path) - 1;
  path = join(path, "f".repeat(rest));
  if (Buffer.byteLength(path) !== bytes || dirname(path) === directory) throw new Error(`"${directory}" is too long`);
  return path;
}
