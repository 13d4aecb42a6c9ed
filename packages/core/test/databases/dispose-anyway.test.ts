import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { initTestDb, type DatabaseConfig, type TestDatabase } from "../../src/index.js";
import { createProject } from "../helpers/create-project.js";
import { setWalMode } from "../helpers/wal-mode.js";

/** What an application, or a scenario, may leave where its database was. */
const REPLACEMENTS: readonly (readonly [string, (path: string) => void])[] = [
  ["a symbolic link to itself at its path", (path) => replace(path, () => symlinkSync(path, path))],
  ["a symbolic link to nothing", (path) => replace(path, () => symlinkSync(`${path}.nothing`, path))],
  ["a folder with files", (path) => replace(path, () => fill(path))],
  ["nothing", (path) => replace(path, () => undefined)],
  ["nothing in place of its folder", (path) => rmSync(dirname(path), { recursive: true })],
  ["a file in place of its folder", (path) => replace(dirname(path), () => writeFileSync(dirname(path), ""))],
  [
    "a symbolic link to itself in place of its folder",
    (path) => replace(dirname(path), () => symlinkSync(dirname(path), dirname(path))),
  ],
];

describe.each<[string, (directory: string) => DatabaseConfig]>([
  ["a copy", (directory) => ({ migrations: `${directory}/db`, strategy: "copy" })],
  ["an overlay", (directory) => ({ migrations: `${directory}/db`, strategy: "overlay", connection: setWalMode, version: "1" })],
])("dispose of a database of picklejar's own, %s", (_strategy, configOf) => {
  test.each(REPLACEMENTS)("removes %s, and the next scenario has the template", async (_what, spoil) => {
    const config = configOf(createProject().directory);
    const database = await initTestDb(config);
    spoil(database.path);
    expect(database.hasOpenConnections()).toBeTypeOf("boolean");
    await expect(database.dispose()).resolves.toBeUndefined();
    expect(isAnythingAt(database.path)).toBe(false);
    const next = await initTestDb(config);
    expect(countUsers(next)).toBe(0);
    await next.dispose();
  });
});

describe("dispose of a database that was migrated for real", () => {
  // Its folder is that of all scenarios, and no scenario's to replace.
  test.each(REPLACEMENTS.slice(0, 4))("removes %s", async (_what, spoil) => {
    process.env["PICKLEJAR_TEMPLATE"] = "off";
    onTestFinished(() => void delete process.env["PICKLEJAR_TEMPLATE"]);
    const database = await initTestDb({ migrations: createProject().path("db") });
    spoil(database.path);
    await expect(database.dispose()).resolves.toBeUndefined();
    expect(isAnythingAt(database.path)).toBe(false);
  });
});

describe("dispose of a database at a path", () => {
  test.each([
    "a symbolic link to itself at its path",
    "a symbolic link to nothing",
    "nothing in place of its folder",
    "a file in place of its folder",
    "a symbolic link to itself in place of its folder",
  ])("does not mind %s", async (what) => {
    const project = createProject();
    mkdirSync(project.path("build"));
    const database = await initTestDb(project.path("build/test.db"), { migrations: project.path("db") });
    REPLACEMENTS.find(([name]) => name === what)?.[1](database.path);
    expect(database.hasOpenConnections()).toBe(false);
    await expect(database.dispose()).resolves.toBeUndefined();
    expect(isAnythingAt(database.path)).toBe(false);
  });

  test("leaves a folder that has the name of a WAL", async () => {
    const project = createProject();
    const database = await initTestDb(project.path("test.db"), { migrations: project.path("db") });
    fill(`${database.path}-wal`);
    await expect(database.dispose()).resolves.toBeUndefined();
    expect([isAnythingAt(database.path), existsSync(`${database.path}-wal/notes.txt`)]).toEqual([false, true]);
  });

  test("finds the next database at a path whose folder was replaced", async () => {
    const project = createProject();
    const config = { migrations: project.path("db") };
    mkdirSync(project.path("build"));
    const database = await initTestDb(project.path("build/test.db"), config);
    renameSync(project.path("build"), project.path("away"));
    symlinkSync(project.path("build"), project.path("build"));
    await expect(initTestDb(database.path, config)).rejects.toMatchObject({ code: "NOT_A_FILE" });
    rmSync(project.path("build"));
    mkdirSync(project.path("build"));
    const next = await initTestDb(database.path, config);
    expect([next.origin, countUsers(next)]).toEqual(["created", 0]);
    await next.dispose();
  });
});

/** Puts something in the place of what is at a path. */
function replace(path: string, make: () => void): void {
  rmSync(path, { recursive: true, force: true });
  make();
}

function fill(path: string): void {
  mkdirSync(path);
  writeFileSync(`${path}/notes.txt`, basename(path));
}

function isAnythingAt(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function countUsers(database: TestDatabase): unknown {
  return database.open().prepare("SELECT count(*) FROM users").pluck().get();
}
