import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import type { PicklejarConfig } from "../../src/config/database-config.js";
import { resolveConfig } from "../../src/config/resolve-config.js";
import { MigrationRunner } from "../../src/migrations/migration-runner.js";
import { parseDatabasePath } from "../../src/sqlite/database-path.js";
import { coreDirectory, createProject } from "../helpers/create-project.js";
import { runScript } from "../helpers/run-script.js";

describe("docs/errors.md", () => {
  test("shows messages of misuse as they are", () => {
    const file = "/app/picklejar.config.js";
    const resolve = (config: object): unknown => resolveConfig(config as PicklejarConfig, { file, directory: "/app" });
    const messages = [
      messageOf(() => resolve({ migrations: 42 })),
      messageOf(() => resolve({ migrations: "db", stratgy: "copy" })),
      messageOf(() => resolve({ migrations: "db", strategy: "cop" })),
      messageOf(() => Reflect.construct(MigrationRunner, [{ migrations: "db", ledgerTabel: "x" }])),
      messageOf(() => parseDatabasePath("postgres://me:secret@host/db")),
    ];
    expect(blockOf("")).toBe(messages.join("\n"));
  });

  test("has an example that runs, and that catches what it says", async () => {
    const project = createProject();
    project.write("picklejar.config.js", 'export default { migrations: "db" };');
    const script = project.write("example.js", blockOf("js"));
    const options = { cwd: project.directory, env: { PICKLEJAR_RUN: undefined } };
    project.write("build/.keep", "");
    expect(await runScript(script, options)).toMatchObject({ code: 0, stderr: "" });
    const connection = new Database(project.path("build/test.db"));
    connection.exec("INSERT INTO picklejar_migrations VALUES ('999_future', '', '', 0)");
    connection.close();
    const { code, stderr } = await runScript(script, options);
    expect(stderr).toContain("999_future");
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(0);
  });
});

function blockOf(language: string): string {
  const text = readFileSync(join(coreDirectory, "..", "..", "docs", "errors.md"), "utf8");
  // Fences come in pairs: what stands at odd places is inside.
  const blocks = text.split(/^```/m).filter((_, index) => index % 2 === 1);
  const block = blocks.find((candidate) => candidate.startsWith(`${language}\n`));
  return block?.slice(language.length).trim() ?? "";
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "nothing was thrown";
}
