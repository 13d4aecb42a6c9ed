import { chmodSync, copyFileSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";

import { resolveConfig } from "../../src/config/resolve-config.js";
import { ensureTemplates } from "../../src/template/ensure-template.js";
import { findTemplate } from "../../src/template/find-template.js";
import { listTemplates } from "../../src/template/prune-templates.js";
import type { Template } from "../../src/template/template.js";
import { createProject, type Project } from "../helpers/create-project.js";

describe("findTemplate", () => {
  test("finds what was built, and what a cache restored: another file with the same content", async () => {
    const { path } = await buildTemplate(createProject());
    expect(findTemplate(path)).toMatchObject({ state: "found", isRestored: false });
    copyFileSync(path, `${path}-restored`);
    renameSync(`${path}-restored`, path);
    expect(findTemplate(path)).toMatchObject({ state: "found", isRestored: true });
  });

  test.each([
    ["its length is another", (content: Buffer) => content.subarray(1)],
    ["one bit of it is another", flipLastBit],
  ])("calls a template damaged when %s", async (_what, damage) => {
    const { path } = await buildTemplate(createProject());
    const content = readFileSync(path);
    chmodSync(path, 0o600);
    writeFileSync(path, damage(content));
    expect(findTemplate(path)).toMatchObject({ state: "damaged" });
  });
});

describe("ensureTemplates", () => {
  test("adopts a restored template, which is hashed once", async () => {
    const project = createProject();
    const { path } = await buildTemplate(project);
    copyFileSync(path, `${path}-restored`);
    renameSync(`${path}-restored`, path);
    expect((await buildTemplate(project)).path).toBe(path);
    expect(findTemplate(path)).toMatchObject({ state: "found", isRestored: false });
  });

  test("notes that a template is used, and keeps the five that were used last", async () => {
    const project = createProject();
    const first = await buildTemplate(project, "0");
    for (const version of ["1", "2", "3", "4"]) await buildTemplate(project, version);
    for (const { path, lastUsedMs } of cached(first)) {
      const earlier = new Date(lastUsedMs - 7_200_000);
      utimesSync(path.replace(/db$/, "json"), earlier, earlier);
    }
    await buildTemplate(project, "0");
    for (const version of ["5", "6"]) await buildTemplate(project, version);
    expect(cached(first)).toHaveLength(5);
    expect(statSync(first.path).ino).toBe(Number(first.manifest.identity.split(":")[1]));
  });
});

async function buildTemplate(project: Project, version = "0"): Promise<Template> {
  const config = { migrations: project.path("db"), version };
  const database = resolveConfig(config, { directory: project.directory, file: undefined }).get("default");
  if (database === undefined) throw new Error("the configuration has no database");
  return (await ensureTemplates(database)).forTests;
}

function cached({ path }: Template) {
  return listTemplates(dirname(path));
}

function flipLastBit(content: Buffer): Buffer {
  const flipped = Buffer.from(content);
  flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
  return flipped;
}
