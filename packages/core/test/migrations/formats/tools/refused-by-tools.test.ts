import { symlinkSync } from "node:fs";

import { describe, expect, test } from "vitest";

import type { MigrationFormat } from "../../../../src/migrations/migration-source.js";
import { createToolProject, tablesIn } from "../../../helpers/tool-project.js";

const UP = "CREATE TABLE kept (x);\nCREATE TABLE users (id);\n";
const DOWN = "DROP TABLE users;\n";

describe("what a tool refuses, or runs by mistake, is refused", () => {
  test.each<
    readonly [claim: string, files: Readonly<Record<string, string>>, format: MigrationFormat | undefined, message: RegExp]
  >([
    [
      "goose: an indented annotation",
      { "m/1_a.sql": `-- +goose Up\n${UP}  -- +goose Down\n${DOWN}` },
      "goose",
      /goose does not know/,
    ],
    [
      "goose: one without its space",
      { "m/1_a.sql": `-- +goose Up\n${UP}-- +gooseDown\n${DOWN}` },
      "goose",
      /goose does not know/,
    ],
    ["goose: more dashes", { "m/1_a.sql": `-- +goose Up\n${UP}---- +goose Down\n${DOWN}` }, "goose", /goose does not know/],
    [
      "goose: words before it",
      { "m/1_a.sql": `-- +goose Up\n${UP}-- undo: +goose Down\n${DOWN}` },
      "goose",
      /goose does not know/,
    ],
    ["goose: a block comment", { "m/1_a.sql": `-- +goose Up\n${UP}/* +goose Down */\n${DOWN}` }, "goose", /holds both ways/],
    [
      "goose: behind a statement",
      { "m/1_a.sql": `-- +goose Up\n${UP}SELECT 1; -- +goose Down\n${DOWN}` },
      "goose",
      /both ways/,
    ],
    [
      "goose: a statement above its Up",
      { "m/1_a.sql": `CREATE TABLE lost (x);\n-- +goose Up\n${UP}` },
      "goose",
      /"CREATE …" is above/,
    ],
    [
      "dbmate: a second, indented mark",
      { "m/1_a.sql": `-- migrate:up\n${UP} -- migrate:down\n${DOWN}-- migrate:down\n` },
      "dbmate",
      /both ways/,
    ],
    [
      "golang-migrate: another tool's marks",
      { "m/1_a.up.sql": `${UP}-- +migrate Down\n${DOWN}` },
      "golang-migrate",
      /both ways/,
    ],
    [
      "D1: both ways in one file",
      {
        "wrangler.toml": '[[d1_databases]]\nbinding = "DB"\nmigrations_dir = "m"',
        "m/1_a.sql": `-- Up\n${UP}-- Down\n${DOWN}`,
      },
      undefined,
      /format: "d1"/,
    ],
    ["sqlx: one version, with and without .up", { "m/1_a.sql": UP, "m/1_a.up.sql": "SELECT 1;" }, "sqlx", /Two migrations/],
    [
      "Flyway: one version, written in two ways",
      { "m/V1__a.sql": UP, "m/V1_0__b.sql": "SELECT 1;" },
      undefined,
      /the version 1,/,
    ],
    [
      "Flyway: one version, with zeros before it",
      { "m/V1__a.sql": UP, "m/V01__b.sql": "SELECT 1;" },
      undefined,
      /the version 1,/,
    ],
    [
      "Prisma: another provider, in single quotes",
      { "m/migration_lock.toml": "provider = 'postgresql'", "m/2_a/migration.sql": UP },
      undefined,
      /provider is "postgresql"/,
    ],
  ])("%s", async (_claim, files, format, message) => {
    const project = createToolProject("m", files);
    const options = format === undefined ? {} : { format };
    await expect(project.upgrade(project.path("app.db"), options)).rejects.toMatchObject({
      code: expect.stringMatching(/^MIGRATION_/),
      message: expect.stringMatching(message),
    });
  });

  test("with format, a comment that only may be a mark is none, as to the tool", async () => {
    const project = createToolProject("m", { "m/1_a.sql": `-- Up\n${UP}-- Down\n${DOWN}` });
    await project.upgrade(project.path("app.db"), { format: "d1" });
    expect(tablesIn(project.path("app.db"))).toEqual(["d1_migrations", "kept"]);
  });
});

describe("ignore", () => {
  test.each<readonly [format: MigrationFormat, files: Readonly<Record<string, string>>, ignore: string]>([
    ["diesel", { "m/2026-01-01-000000_a/up.sql": UP, "m/2026-01-02-000000_b/up.sql": "no SQL" }, "*_b/**"],
    ["diesel", { "m/2026-01-01-000000_a/up.sql": UP, "m/2026-01-02-000000_b/up.sql": "no SQL" }, "*_b/up.sql"],
    ["diesel", { "m/2026-01-01-000000_a/up.sql": UP, "m/docs/a.txt": "" }, "docs"],
    ["prisma", { "m/2_a/migration.sql": UP, "m/docs/a.txt": "" }, "docs"],
    ["goose", { "m/1_a.sql": `-- +goose Up\n${UP}`, "m/2_b.go": "package m" }, "*.go"],
  ])("holds in a folder of %s: %o", async (format, files, ignore) => {
    const project = createToolProject("m", files);
    expect((await project.upgrade(project.path("app.db"), { format, ignore: [ignore] })).applied).toHaveLength(1);
    expect(tablesIn(project.path("app.db"))).toContain("kept");
  });
});

test("a migration of Diesel behind a link runs", async () => {
  const project = createToolProject("m", { "m/2026-01-01-000000_a/up.sql": UP, "shared/up.sql": "CREATE TABLE linked (x);" });
  symlinkSync(project.path("shared"), project.path("m/2026-01-02-000000_b"));
  await project.upgrade(project.path("app.db"), { format: "diesel" });
  expect(tablesIn(project.path("app.db"))).toContain("linked");
});
