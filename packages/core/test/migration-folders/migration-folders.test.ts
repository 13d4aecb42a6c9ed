import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { createFolder } from "../helpers/create-folder.js";

const MAIN = fileURLToPath(new URL("main.mjs", import.meta.url));
const PROJECT = { repository: "example/notes", commit: "0".repeat(40), migrations: "m" };

describe("pnpm migration-folders", { tags: "long" }, () => {
  test("says which projects are right, with which option, and refused, and ends with exit code 0", () => {
    const { status, stdout } = judge({
      "drizzle.json": JSON.stringify({ ...PROJECT, owner: "drizzle" }),
      "drizzle/m/0000_a.sql": "CREATE TABLE a (x);--> statement-breakpoint\nINSERT INTO a VALUES (random());",
      "drizzle/m/meta/_journal.json": JSON.stringify({ entries: [{ idx: 0, when: 1, tag: "0000_a", breakpoints: true }] }),
      "natural.json": JSON.stringify({
        ...PROJECT,
        owner: "files",
        order: ["9_a.sql", "10_b.sql"],
        options: { order: "natural" },
      }),
      "natural/m/9_a.sql": "CREATE TABLE a (x);",
      "natural/m/10_b.sql": "ALTER TABLE a ADD COLUMN y;",
      "refused.json": JSON.stringify({ ...PROJECT, owner: "files" }),
      "refused/m/1_a.sql": "SELECT * FROM nowhere;",
    });
    const name = "example/notes@0000000000";
    expect(stdout.split("\n")).toEqual([
      `drizzle (${name}, drizzle, 1 files): right`,
      `natural (${name}, files, 2 files): right with order: "natural" (named by MIGRATION_ORDER_AMBIGUOUS)`,
      expect.stringMatching(/^refused .+: refused: MIGRATION_FAILED: .+ \(so does its owner: .+\)$/),
      "1 right, 1 right with, 1 refused, 0 WRONG",
      "",
    ]);
    expect(status).toBe(0);
  });

  test("says how a database differs from the owner's, or that no error names an option, and ends with exit code 1", () => {
    const { status, stdout } = judge({
      "ledger.json": JSON.stringify({ ...PROJECT, owner: "sqlx" }),
      "ledger/m/1_a.sql": "CREATE TABLE a (x);",
      "option.json": JSON.stringify({ ...PROJECT, owner: "files", options: { order: "natural" } }),
      "option/m/1_a.sql": "SELECT * FROM nowhere;",
      "rows.json": JSON.stringify({ ...PROJECT, owner: "files", order: ["2_b.sql", "1_a.sql"] }),
      "rows/m/1_a.sql": "CREATE TABLE IF NOT EXISTS t (x); INSERT INTO t SELECT count(*) + 10 FROM t;",
      "rows/m/2_b.sql": "CREATE TABLE IF NOT EXISTS t (x); INSERT INTO t SELECT count(*) FROM t;",
    });
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/^ledger .+: WRONG: index "sqlite_autoindex__sqlx_migrations_1" is missing$/),
      expect.stringMatching(/^option .+: WRONG: no error names order: "natural", but MIGRATION_FAILED: /),
      expect.stringMatching(/^rows .+: WRONG: rows of "t" \(2, the owner's 2\): 1, the owner's 0$/),
      "0 right, 0 right with, 0 refused, 3 WRONG",
      "",
    ]);
    expect(status).toBe(1);
  });
});

function judge(files: Readonly<Record<string, string>>): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, createFolder(files)], { encoding: "utf8" });
  expect(stderr).toBe("");
  return { status, stdout };
}
