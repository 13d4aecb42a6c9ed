import { existsSync, utimesSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { resolveConfig } from "../../src/config/resolve-config.js";
import { ensureTemplates } from "../../src/template/ensure-template.js";
import { listTemplates, pruneTemplates, type CachedTemplate } from "../../src/template/prune-templates.js";
import { manifestPathOf } from "../../src/template/template-paths.js";
import { createProject, type Project } from "../helpers/create-project.js";

const HOUR_MS = 60 * 60 * 1000;

describe("templates of one database", () => {
  test("stay while they are recent, however many there are, and as the five that were used last", async () => {
    const project = createProject();
    for (let state = 0; state < 7; state++) await build(project, state);
    const built = list(project);
    expect(built).toHaveLength(7);
    const [first, second, ...others] = built;
    for (const template of [first, second]) age(template, 2 * HOUR_MS);
    prune(project);
    expect(list(project)).toEqual(others);
    for (const template of others) age(template, 3 * HOUR_MS);
    prune(project);
    expect(list(project)).toHaveLength(5);
  });

  test("go with their files when they are old, and stay where the database is another one", async () => {
    const project = createProject();
    for (let state = 0; state < 6; state++) await build(project, state);
    const [oldest] = list(project);
    for (const template of list(project)) age(template, 2 * HOUR_MS);
    age(oldest, 3 * HOUR_MS);
    prune(project, "another:default");
    expect(list(project)).toHaveLength(6);
    prune(project);
    expect(list(project)).toHaveLength(5);
    expect(existsSync(oldest?.path ?? "")).toBe(false);
  });
});

/** Another state of the migrations has another template. */
async function build(project: Project, state: number): Promise<void> {
  project.write("db/001_state.sql", `CREATE TABLE state_${state} (a);`);
  const { directory } = project;
  const database = resolveConfig({ migrations: "db" }, { directory, file: undefined }).get("default");
  if (database === undefined) throw new Error("no database");
  await ensureTemplates(database);
}

function cacheOf(project: Project): string {
  return project.path("node_modules/.cache/picklejar");
}

/** The one that was used first comes first. */
function list(project: Project): readonly CachedTemplate[] {
  return listTemplates(cacheOf(project)).toSorted((one, other) => one.lastUsedMs - other.lastUsedMs);
}

function prune(project: Project, owner: string = list(project)[0]?.owner ?? ""): void {
  pruneTemplates(cacheOf(project), owner);
}

function age(template: CachedTemplate | undefined, ms: number): void {
  const seconds = (Date.now() - ms) / 1000;
  utimesSync(manifestPathOf(template?.path ?? ""), seconds, seconds);
}
