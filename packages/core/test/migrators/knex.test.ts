import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import Knex from "knex";
import { describe, expect, test } from "vitest";

import { ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { knex } from "../../src/migrators/index.js";
import type { MigratorSource } from "../../src/options/migrator-source.js";
import { createFolder } from "../helpers/create-folder.js";
import { describeLibrary } from "./describe-library.js";
import { createExampleProject, databaseOf, schemaOf, useProject } from "./example-project.js";
import { knexLibrary } from "./knex-library.js";
import { createEmptyFolder, failureOf, migratorError } from "./migrate-once.js";

describeLibrary("Knex", knexLibrary);

test("a template of Knex takes migrations in TypeScript, with tsx, and is another one after an edit", ODD_DAYS, async () => {
  const project = createExampleProject(knexLibrary);
  const loader = join(dirname(createRequire(import.meta.url).resolve("tsx/package.json")), "dist/loader.mjs");
  const env = { NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --import ${loader}` };
  const write = (table: string): string =>
    project.write(
      "migrations/20260101000002_tags.ts",
      `export const up = (knex: any): Promise<void> => knex.schema.createTable("${table}", (it: any) => it.increments("id")); export const down = (): void => undefined;`,
    );
  write("tags");
  const first = await useProject(project, "", env);
  write("labels");
  const second = await useProject(project, "", env);
  expect([first, second]).toMatchObject([
    { pending: [], applied: [] },
    { pending: [], applied: [] },
  ]);
  expect(second.fingerprint).not.toBe(first.fingerprint);
  expect(schemaOf(databaseOf(project, "fresh"))).toContainEqual(expect.objectContaining({ name: "labels" }));
});

describe("knex", () => {
  const make = (filename: string, migrations: Knex.Knex.MigratorConfig): Knex.Knex =>
    Knex({ client: "better-sqlite3", connection: { filename }, useNullAsDefault: true, migrations });

  test("names the file that failed, has the cure for SQL, keeps the library's error, and closes the instance", async () => {
    const directory = createFolder({
      "1_a.cjs": "exports.up = (knex) => knex.raw('CREATE TABLE a (x)'); exports.down = () => undefined;",
      "2_b.cjs": "exports.up = (knex) => knex.raw('INSERT INTO a VALUES (\"text\")'); exports.down = () => undefined;",
    });
    let instance: Knex.Knex | undefined;
    const error = await failureOf(knex(({ path: file }) => (instance = make(file, { directory }))));
    expect(error).toMatchObject({
      code: "MIGRATOR_FAILED",
      migrator: "Knex",
      database: "main",
      migration: "2_b.cjs",
      message: expect.stringMatching(
        /^Knex did not migrate the database "main": migration "2_b\.cjs" failed: .*no such column.*single quotes\.$/s,
      ) as unknown,
      cause: { code: "SQLITE_ERROR" },
    });
    await expect(instance?.raw("SELECT 1")).rejects.toThrow("Unable to acquire a connection");
  });

  test("says how TypeScript is loaded", async ({ skip }) => {
    skip(Object.hasOwn(process.features, "typescript"), "this Node loads TypeScript by itself");
    const files = { "package.json": '{ "type": "module" }', "1_a.ts": "export const up = (knex: unknown) => undefined;" };
    const directory = createFolder(files);
    const error = await failureOf(knex(({ path: file }) => make(file, { directory })));
    expect(error).toMatchObject(
      migratorError(/Unknown file extension.*needs a loader for TypeScript: run with NODE_OPTIONS="--import tsx"/),
    );
    const commonJs = createFolder({ "1_a.ts": "exports.up = (knex: unknown) => undefined;" });
    const other = await failureOf(knex(({ path: file }) => make(file, { directory: commonJs })));
    expect(other).toMatchObject(migratorError(/needs a loader for TypeScript/));
  });

  test("migrates no other file than the one that is made", async () => {
    const directory = createFolder({ "1_a.cjs": "exports.up = (knex) => knex.raw('CREATE TABLE a (x)');" });
    const other = join(createFolder(), "dev.sqlite3");
    const error = await failureOf(knex(() => make(other, { directory })));
    expect(error).toHaveProperty(
      "message",
      expect.stringContaining(`is connected to "${other}", and would migrate that. Use the path`),
    );
    expect(new Database(other).prepare("SELECT count(*) FROM sqlite_schema").pluck().get()).toBe(0);
    const inMemory = await failureOf(knex(() => make(":memory:", { directory })));
    expect(inMemory).toHaveProperty("message", expect.stringContaining("is connected to a database in memory"));
  });

  test.each<[claim: string, source: () => MigratorSource, message: RegExp]>([
    [
      "nothing",
      () => knex(() => undefined as never),
      /expected an instance of Knex from the function in knex\(…\), got undefined\.$/,
    ],
    [
      "options",
      () => knex(() => ({ client: "better-sqlite3" }) as never),
      /These are Knex's options: return knex\(options\)\.$/,
    ],
    [
      "an error",
      () =>
        knex(() => {
          throw new Error("no luck");
        }),
      /the function that makes its instance threw: no luck\. Correct the function in knex/,
    ],
    [
      "a driver that is missing",
      () =>
        knex(({ path: filename }) =>
          Knex({ client: "sqlite3", connection: { filename }, useNullAsDefault: true, log: { error: () => undefined } }),
        ),
      /"main": "sqlite3" is not installed\. Install it \(npm install --save-dev sqlite3\), or let the instance use a driver that is installed/,
    ],
    [
      "a part of a package that is missing",
      () => knex(({ path: file }) => make(file, { directory: createFolder({ "1_a.js": 'require("nowhere/part");' }) })),
      /"nowhere" is not installed\. Install it \(npm install --save-dev nowhere\)/,
    ],
    [
      "no folder",
      () => knex(({ path: file }) => make(file, { directory: "/nowhere/migrations" })),
      /ENOENT.*\/nowhere\/migrations/,
    ],
    [
      "no migrations",
      () => knex(({ path: file }) => make(file, { directory: createEmptyFolder() })),
      /it found no migrations in ".+"\. Write one, or correct the folder/,
    ],
  ])("says what to do about %s", async (_claim, source, message) => {
    expect(await failureOf(source())).toMatchObject(migratorError(message));
  });

  test("expects a function, since each template is another file", () => {
    expect(() => knex({ client: "better-sqlite3" } as never)).toThrow(
      /^knex: expected a function that returns an instance of Knex, got \{ client: 'better-sqlite3' \}\. Write knex\(\(\{ path \}\) => …\)/,
    );
  });
});
