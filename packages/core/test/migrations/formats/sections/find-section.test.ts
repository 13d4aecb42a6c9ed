import { describe, expect, test } from "vitest";

import { findSection } from "../../../../src/migrations/formats/sections/find-section.js";
import { resolveMigrationSource } from "../../../../src/migrations/migration-source.js";
import { readMigrations } from "../../../../src/migrations/files/read-migrations.js";
import { createFolder } from "../../../helpers/create-folder.js";
import { namesIn, readFiles } from "../../../helpers/read-files.js";

const UP = "CREATE TABLE users (id INTEGER PRIMARY KEY);";
const DOWN = "DROP TABLE users;";
const INDEX = "CREATE INDEX users_id ON users (id);";

/** What the tools, and people by hand, write above the two halves of a file. */
const MARKS: readonly (readonly [tool: string, up: string, down: string])[] = [
  ["node-sqlite", "-- Up", "-- Down"],
  ["node-sqlite, by its documentation", "--------\n-- Up\n--------", "--------\n-- Down\n--------"],
  ["sql-migrate", "-- +migrate Up", "-- +migrate Down"],
  ["sql-migrate, with an option", "-- +migrate Up notransaction", "-- +migrate Down notransaction"],
  ["micrate", "-- +micrate Up", "-- +micrate Down"],
  ["rambler", "-- rambler up", "-- rambler down"],
  ["dbmate", "-- migrate:up", "-- migrate:down"],
  ["dbmate, with an option", "-- migrate:up transaction:false", "-- migrate:down transaction:false"],
  ["goose", "-- +goose Up", "-- +goose Down"],
  ["goose, with statement marks", "-- +goose Up\n-- +goose StatementBegin", "-- +goose Down\n-- +goose StatementBegin"],
  ["goose, with a remark", "-- +goose Up", "-- +goose Down -- undo"],
  ["node-pg-migrate", "-- Up Migration", "-- Down Migration"],
  ["MyBatis", "-- // create users", "-- //@UNDO"],
  ["tern", "", "---- create above / drop below ----"],
  ["Play", "-- !Ups", "-- !Downs"],
  ["Play, as SQLite would not read it", "# --- !Ups", "# --- !Downs"],
  ["Liquibase, with statements for a comment", "--liquibase formatted sql\n--changeset ada:1", "--rollback"],
  ["shmig", "-- ==== UP ====", "-- ==== DOWN ===="],
  ["an unknown tool with +", "-- +mover Up", "-- +mover Down"],
  ["an unknown tool with a colon", "-- mover:up", "-- mover:down"],
  ["a word with @", "-- @UP", "-- @DOWN"],
  ["a name with @", "-- @migrate/up", "-- @migrate/down"],
  ["capitals without a space", "--UP", "--DOWN"],
  ["three dashes", "--- up", "--- down"],
  ["a colon", "-- up:", "-- down:"],
  ["brackets", "-- [up]", "-- [down]"],
  ["a condition", "-- {{ if up }}", "-- {{ if down }}"],
  ["undo", "-- do", "-- @UNDO"],
  ["rollback", "-- migrate", "-- Rollback"],
  ["rollback in two words", "-- apply", "-- Roll back"],
  ["revert", "-- deploy", "-- Revert"],
  ["downgrade", "-- upgrade", "-- downgrade"],
  ["backward", "-- forwards", "-- backwards"],
  ["a sentence of the words", "-- start of the up migration", "-- start of the down migration"],
  ["migration first", "-- Migration Up", "-- Migration Down"],
  ["a section", "-- section: up", "-- section: down"],
  ["a block", "/* up */", "/* down */"],
  ["a block of several lines", "/**\n * UP\n */", "/******\n * DOWN\n * removes the users\n ******/"],
  ["labels", "-- Up: create the users", "-- Down: drop the users"],
  ["labels with a dash", "-- Up - create the users", "-- Down - drop the users"],
  ["names of files", "-- 001_users.up.sql", "-- 001_users.down.sql"],
  ["lines that end as on Windows", "-- Up\r", "-- Down\r"],
  ["a byte order mark before them", "\uFEFF-- Up", "-- Down"],
];

/** Files of dbmate and goose have readers of their own, unless the format is said. */
function optionsFor(up: string): { readonly format?: "sql" } {
  return /migrate:|\+goose/.test(up) ? { format: "sql" } : {};
}

describe("a file with both ways", () => {
  test.each(MARKS)("is refused with the marks of %s", (_tool, up, down) => {
    const text = `${up}\n${UP}\n\n${down}\n${DOWN}\n`;
    expect(() => readFiles({ "001_users.sql": text }, optionsFor(up))).toThrow(
      expect.objectContaining({ code: "MIGRATION_FILE_UNKNOWN" }),
    );
  });

  test.each(MARKS)("is refused with the way down first, with the marks of %s", (_tool, up, down) => {
    const text = `${UP}\n${down}\n${DOWN}\n${up}\n${UP}\n`;
    expect(() => readFiles({ "001_users.sql": text }, optionsFor(up))).toThrow("it holds both ways");
  });

  test.each([
    "-- DOWN: drop users",
    "-- Down. Drops the table.",
    "-- Down, drop t",
    "-- Down - drop t",
    "-- Rollback script (run manually):",
    "-- Rollback plan:",
    "-- To roll back, run:",
    "-- name: down!",
    "-- region Down",
    "-- II. DOWN",
    "-- file: 001_a.down.sql",
    "-- This is the down migration",
    "/* Down migration; run by hand */",
    "/* down; */",
    "/* Down migration;\n*/",
    `-- Down ${"-".repeat(300)}`,
    `/*\n${"*".repeat(600)}\n DOWN\n*/`,
    "-- Rolling back",
    "-- Undeploy",
  ])("is refused with a mark that is not alone, or not in the usual words: %s", (mark) => {
    for (const up of ["", "-- up\n"]) {
      const text = `CREATE TABLE keep (x);\n${up}${UP}\n${mark}\nPRAGMA foreign_keys = OFF;\n${DOWN}`;
      expect(findSection(text, "down")).toMatchObject({ mark });
    }
  });

  test.each([
    `${UP} /* DOWN */\n${DOWN}`,
    `${UP} -- Up\n${DOWN} -- Down`,
    `ALTER TABLE users ADD COLUMN a;\n-- Undo\nALTER TABLE users DROP COLUMN a;`,
    `DROP TABLE "main"."users";\n-- Rollback\n${UP}`,
    `INSERT INTO users VALUES (1);\n-- to revert:\nDELETE FROM [users];`,
  ])("is refused where what follows undoes what stands above: %j", (text) => {
    expect(findSection(text, "down")).toBeDefined();
  });

  test("is refused with a semicolon missing before the mark", () => {
    expect(findSection(`${UP.slice(0, -1)}\n-- Down\n${DOWN}`, "down")).toEqual({ mark: "-- Down", line: 2 });
  });

  test("is refused as .up.sql too, with the mark, its line, and the way out", () => {
    expect(() => readFiles({ "001_users.up.sql": `-- Up\n${UP}\n-- Down\n${DOWN}` })).toThrow(
      /"-- Down" in line 3.*Split it into \.up\.sql and \.down\.sql/,
    );
  });

  test("is refused when given in code", () => {
    expect(() => readCode(`${UP}\n-- Down\n${DOWN}`)).toThrow(
      'up of "001_users": expected the way up only, but it holds both ways',
    );
  });
});

describe("a file with one way", () => {
  test.each([
    ["-- undo log", "CREATE TABLE undo_log (x);"],
    ["-- down payments", "CREATE TABLE down_payments (x);"],
    ["-- backwards compatible view", "CREATE VIEW v AS SELECT 1;"],
    ["-- reverse charge", "ALTER TABLE users ADD COLUMN reverse_charge;"],
    ["-- server down", "INSERT INTO states VALUES (1);"],
    ["-- price down", "UPDATE prices SET x = 1;"],
    ["-- status: down", "INSERT INTO states VALUES ('down');"],
    ["-- No down", "CREATE TABLE b (x);"],
    ["-- rollback: none", "CREATE TABLE b (x);"],
    ["-- reverse direction", INDEX],
    ["-- Undo", "CREATE TABLE undo (x);"],
    ["-- uninstall", "CREATE TABLE uninstalls (x);"],
    ["-- teardown", "CREATE TABLE teardowns (x);"],
    ["-- reverse side", "CREATE TABLE sides (x);"],
    ["--rollback DROP TABLE users", "CREATE TABLE shops (x);"],
    ["-- Reverts migration 001", "DROP INDEX of_another_file;"],
  ])("is read with %s above something new, whatever else it says", (comment, statement) => {
    for (const first of [
      "",
      "-- deploy\n",
      "-- forward\n",
      "-- upgrade\n",
      "--liquibase formatted sql\n--changeset ada:1\n",
      "-- Up\n",
    ]) {
      expect(findSection(`${first}${UP}\n${comment}\n${statement}`, "down")).toBeUndefined();
      expect(findSection(`${comment}\n${statement}`, "down")).toBeUndefined();
    }
  });

  test('is read where format: "sql" says so, unless the mark is a tool\'s', () => {
    const files = { "001_users.sql": `${UP}\n-- Down\n${DOWN}` };
    expect(() => readFiles(files)).toThrow('set format: "sql"');
    expect(readFiles(files, { format: "sql" })).toEqual(["001_users"]);
    expect(() => readFiles({ "001_users.sql": `${UP}\n-- +goose Down\n${DOWN}` }, { format: "sql" })).toThrow(
      "it holds both ways",
    );
  });

  test.each([
    ["a mark for its only half", `-- +goose Up\n${UP}`],
    ["a way down that is empty", `-- Up Migration\n${UP}\n-- Down Migration\n`],
    ["a way down that is commented out", `${UP}\n\n-- Down\n-- DROP TABLE users;\n`],
    ["a way down that is commented out at the top", `-- Rollback:\n--   DROP TABLE users;\n${UP}`],
    ["a heading over prose at the top", `-- Adds users.\n--\n-- ROLLBACK\n-- --------\n-- Drop the table by hand.\n${UP}`],
    [
      "ways down that are commented out after each part",
      `${UP}\n-- Rollback:\n-- DROP TABLE users;\n\n${INDEX}\n-- Rollback:\n-- DROP INDEX users_id;\n`,
    ],
    [
      "a way down in a block below its heading",
      `${UP}\n-- ====\n-- ROLLBACK SCRIPT\n-- ====\n/*\nBEGIN;\n${DOWN}\nCOMMIT;\n*/\n`,
    ],
    [
      "the end of its transaction below a way down that is commented out",
      `BEGIN;\n${UP}\n-- Rollback:\n-- DROP TABLE users;\nCOMMIT;`,
    ],
    [
      "a way down that changes nothing",
      `-- +goose Up\n${UP}\n-- +goose Down\n-- +goose StatementBegin\nSELECT 'down SQL query';\n-- +goose StatementEnd`,
    ],
    ["a way down in a block at the top", `/*\n-- Down\nDROP TABLE users;\n*/\n${UP}`],
    [
      "Liquibase's way down, which is a comment",
      `--liquibase formatted sql\n--changeset ada:1\n${UP}\n--rollback DROP TABLE users;\n`,
    ],
    [
      "an empty way down before Liquibase's next changeset",
      `--liquibase formatted sql\n--changeset ada:1\n${UP}\n--rollback\n--changeset ada:2\nCREATE TABLE notes (id);`,
    ],
    [
      "the word in prose",
      `${UP}\n-- write down the totals\n-- scale down\n-- 2 up, 1 down\n-- down here is the index\n${INDEX}`,
    ],
    ["a label without its other half", `-- Rollback: see the wiki\n${UP}\n-- Undo (by hand): drop them\n${INDEX}`],
    ["a comment at the end of a line", `${UP} -- down\n${INDEX}`],
    ["a comment on a column", "CREATE TABLE votes (\n  -- up\n  up INTEGER,\n  -- down\n  down INTEGER\n);"],
    ["a comment in a list of rows", `${UP}\nINSERT INTO users VALUES\n  -- up\n  (1),\n  -- down\n  (2);`],
    [
      "a comment in a trigger",
      `${UP}\nCREATE TRIGGER t AFTER INSERT ON users BEGIN\n  -- up\n  UPDATE users SET id = 1;\n  -- down\n  DELETE FROM users;\nEND;`,
    ],
    ["a line of a string", `${UP}\nINSERT INTO users VALUES ('# Notes\n-- Down\n# Down\n${DOWN}\n');`],
    ["a word with a hyphen", `-- up-to-date view\n${UP}\n-- down-payments\n${INDEX}`],
    ["labels that are no pair", `-- Setup\n${UP}\n-- Undo: the first attempt had no index\n${INDEX}`],
    ["both words in one comment", `-- up and down\n${UP}\n-- rollback or upgrade\n${INDEX}`],
  ])("is read with %s", (_claim, text) => {
    expect(readFiles({ "001_users.sql": text }, optionsFor(text))).toEqual(["001_users"]);
  });

  test("is searched in time that grows with its length", () => {
    const text = `${UP}\nINSERT INTO users VALUES ('${"# /* -- down ".repeat(200_000)}');\n`;
    expect(findSection(text, "down")).toBeUndefined();
    expect(findSection(`${text}-- Down\n${DOWN}`, "down")?.line).toBe(3);
    const marks = `-- +goose Down${" -".repeat(90)}\u2028x\n`.repeat(1000);
    expect(findSection(`${marks}${UP}`, "down")).toBeDefined();
  });
});

describe("a way down", () => {
  test("is refused when it holds both ways, once it is asked for", () => {
    const folder = createFolder({ "1_a.up.sql": UP, "1_a.down.sql": `-- Down\n${DOWN}\n-- Up\n${UP}` });
    const down = readMigrations(resolveMigrationSource({ migrations: folder }, "/")).migrations[0]?.down;
    expect(() => down?.kind === "sql" && down.text).toThrow('it holds both ways ("-- Up" in line 3)');
  });
});

function readCode(up: string): string[] {
  return namesIn({ migrations: [{ name: "001_users", up }] });
}
