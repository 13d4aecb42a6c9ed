import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { MigrationRunner } from "../../../src/migrations/migration-runner.js";
import { createProject, type Project } from "../../helpers/create-project.js";
import { runScript } from "../../helpers/run-script.js";
import { EVEN_DAYS, ODD_DAYS } from "../../../../../test/helpers/of-today.js";

const script = fileURLToPath(new URL("../../fixtures/init-path.mjs", import.meta.url));

describe("initTestDb", () => {
  test("makes a missing database once, when ten processes ask at the same time", { tags: "long" }, async () => {
    const project = createProject();
    const origins = await askFromTenProcesses(project, project.path("one.db"));
    expect(origins.toSorted()).toEqual(["created", ...Array.from({ length: 9 }, () => "existing")]);
    expect(countMigrations(project)).toBe(3);
    expect(filesOf(project)).toEqual(["one.db"]);
  });

  test("fills an empty file once, when ten processes ask at the same time", ODD_DAYS, async () => {
    const project = createProject();
    const origins = await askFromTenProcesses(project, project.write("empty.db", ""));
    expect(origins.toSorted()).toEqual(["created", ...Array.from({ length: 9 }, () => "existing")]);
    expect(filesOf(project)).toEqual(["empty.db"]);
  });

  test("upgrades a database once, when ten processes ask at the same time", EVEN_DAYS, async () => {
    const project = createProject();
    await new MigrationRunner({ migrations: project.path("db") }).up(project.path("behind.db"), { to: "001_create_users" });
    const origins = await askFromTenProcesses(project, project.path("behind.db"));
    expect(origins.filter((origin) => origin === "upgraded")).toHaveLength(1);
    // Three for the template, and the two that were pending.
    expect(countMigrations(project)).toBe(5);
    expect(filesOf(project)).toEqual(["behind.db"]);
  });
});

async function askFromTenProcesses(project: Project, path: string): Promise<string[]> {
  const options = {
    arguments: [project.directory, path],
    cwd: project.directory,
    env: { PICKLEJAR_TRACE: project.path("trace.jsonl"), PICKLEJAR_RUN: undefined },
  };
  const results = await Promise.all(Array.from({ length: 10 }, () => runScript(script, options)));
  expect(results.map(({ stderr }) => stderr).join("")).toBe("");
  return results.map(({ stdout }) => stdout.trim());
}

function countMigrations(project: Project): number {
  return readFileSync(project.path("trace.jsonl"), "utf8").split('"migration-run"').length - 1;
}

function filesOf(project: Project): string[] {
  return readdirSync(project.directory).filter((name) => name.includes(".db"));
}
