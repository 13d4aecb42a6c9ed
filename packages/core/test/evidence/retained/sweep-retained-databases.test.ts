import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { endRun, ensureRun } from "@picklejar/core/integration";

import { createPrivateName } from "../../../src/files/private-name.js";
import { ensureRetainedDirectory } from "../../../src/evidence/retained/retained-directory.js";
import {
  beginRetainedRecord,
  findRetainedRecord,
  listRetainedDatabases,
} from "../../../src/evidence/retained/retained-record.js";
import { sweepRetainedDatabases } from "../../../src/evidence/retained/sweep-retained-databases.js";
import { createCliProject, keepDatabase } from "../../helpers/run-cli.js";
import type { Project } from "../../helpers/create-project.js";

let retained: { readonly project: Project; readonly path: string };

beforeAll(async () => {
  const project = createCliProject();
  const { path = "" } = await keepDatabase(project, "DELETE FROM users");
  retained = { project, path };
});

describe("sweepRetainedDatabases", () => {
  test("removes what runs that are over have retained, with what a shell left beside it", async () => {
    const { project, folder, path } = createOldRun();
    writeFileSync(`${path}-wal`, "");
    expect(sweepRetainedDatabases(project.directory)).toEqual([folder]);
    expect(readdirSync(project.path(".picklejar"))).toEqual([".gitignore", "failed"]);
    expect(readdirSync(project.path(".picklejar/failed"))).toEqual([]);
  });

  test("leaves what a run keeps that is alive", async () => {
    const { project } = createOldRun();
    const alive = ensureRetainedDirectory(project.directory, ensureRun());
    sweepRetainedDatabases(project.directory);
    expect(readdirSync(project.path(".picklejar/failed"))).toEqual([alive.split("/").at(-1)]);
  });

  test("leaves a copy of a retained database that somebody made beside it, with its record or without", async () => {
    const { project, folder, path } = createOldRun();
    copyFileSync(path, path.replace(/\.db$/, "-copy.db"));
    copyFileSync(path, path.replace(/\.db$/, "-other.db"));
    copyFileSync(path.replace(/\.db$/, ".json"), path.replace(/\.db$/, "-other.json"));
    sweepRetainedDatabases(project.directory);
    expect(readdirSync(folder).toSorted()).toEqual([
      "01-Users-Ada-moves-L7-copy.db",
      "01-Users-Ada-moves-L7-other.db",
      "01-Users-Ada-moves-L7-other.json",
      "run.json",
    ]);
  });

  test("removes what a process left that was killed while it retained a database", async () => {
    const { project, folder, path } = createOldRun();
    const record = findRetainedRecord(path);
    if (record === undefined) throw new Error(`no record beside "${path}"`);
    rmSync(path.replace(/\.db$/, ".json"));
    beginRetainedRecord(path, record);
    expect(listRetainedDatabases(project.directory).databases).toMatchObject([
      { path, problems: [expect.stringContaining("may be missing")] },
    ]);
    expect(sweepRetainedDatabases(project.directory)).toEqual([folder]);
  });

  test.each([
    ["before a folder had its name", ".picklejar/failed/", "run.json"],
    ["before the project's .gitignore had its name", ".picklejar/", undefined],
    ["before a database, or its record, had its name", "", undefined],
  ])("removes what a process left that was killed %s, and leaves what one makes that is alive", async (_when, parent, file) => {
    const { project, folder } = createOldRun();
    const make = (pid: number): string => {
      const path = join(
        parent === "" ? folder : project.path(parent),
        createPrivateName().replace(`-${process.pid}-`, `-${pid}-`),
      );
      if (file === undefined) writeFileSync(path, "half of");
      else mkdirSync(path);
      if (file !== undefined) writeFileSync(join(path, file), "half of");
      return path;
    };
    const [dead, alive] = [make(2 ** 30), make(process.ppid)];
    sweepRetainedDatabases(project.directory);
    // All of a run's own folder goes with it.
    expect([existsSync(dead), existsSync(alive)]).toEqual([false, parent !== ""]);
    expect(existsSync(folder)).toBe(false);
  });

  test("removes what a process left that was killed before it had made the folder of failed scenarios", () => {
    const project = createCliProject();
    const name = createPrivateName().replace(`-${process.pid}-`, `-${2 ** 30}-`);
    project.write(`.picklejar/${name}`, "*");
    sweepRetainedDatabases(project.directory);
    expect(readdirSync(project.path(".picklejar"))).toEqual([]);
  });

  test("finishes what another sweep was killed over", async () => {
    const { project, folder } = createOldRun();
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    expect(sweepRetainedDatabases(project.directory)).toEqual([folder]);
  });

  test("leaves what a run has retained that was alive when this one began, also when it has ended by now", async () => {
    const project = createCliProject();
    const run = ensureRun();
    const { path = "" } = await keepDatabase(project, "DELETE FROM users");
    expect(sweepRetainedDatabases(project.directory, run)).toEqual([]);
    expect(existsSync(path)).toBe(true);
    endRun(run);
    expect(sweepRetainedDatabases(project.directory, ensureRun())).toEqual([dirname(path)]);
  });

  test("leaves a file that somebody put into the folder, and takes the rest", async () => {
    const { project, folder, path } = createOldRun();
    writeFileSync(join(folder, "notes.txt"), "what I found");
    expect(sweepRetainedDatabases(project.directory)).toEqual([]);
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(folder).toSorted()).toEqual(["notes.txt", "run.json"]);
  });

  test.each([
    ["a folder of another name", "my-experiments"],
    ["a folder that only looks like a run's", "2026-01-01T00-00-00Z-0123456789abcdef"],
    ["a run's name without its record", "2026-01-01T00-00-00Z-01234567"],
  ])("leaves %s", async (_what, name) => {
    const { project } = createOldRun();
    project.write(`.picklejar/failed/${name}/01-Users-Ada-moves-L7.db`, "mine");
    sweepRetainedDatabases(project.directory);
    expect(existsSync(project.path(`.picklejar/failed/${name}/01-Users-Ada-moves-L7.db`))).toBe(true);
  });

  test.each([
    ["a run's folder", (folder: string) => folder],
    ["failed", (folder: string) => dirname(folder)],
    [".picklejar", (folder: string) => dirname(dirname(folder))],
  ])("follows no symbolic link in place of %s", async (_what, pick) => {
    const { project, folder, path } = createOldRun();
    const linked = pick(folder);
    const target = join(mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "target-")), "real");
    renameSync(linked, target);
    symlinkSync(target, linked);
    expect(sweepRetainedDatabases(project.directory)).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  test("does nothing in a project that never retained any, or has a file there", () => {
    const project = createCliProject();
    expect(sweepRetainedDatabases(project.directory)).toEqual([]);
    mkdirSync(project.path(".picklejar"));
    writeFileSync(project.path(".picklejar/failed"), "");
    expect(sweepRetainedDatabases(project.directory)).toEqual([]);
  });
});

interface OldRun {
  readonly project: Project;
  /** Absolute. */
  readonly folder: string;
  /** Absolute path of the database that it retained. */
  readonly path: string;
}

/** What a run in a process that has ended retained, in a project of its own. */
function createOldRun(): OldRun {
  const project = createCliProject();
  cpSync(retained.project.path(".picklejar"), project.path(".picklejar"), { recursive: true, preserveTimestamps: true });
  const path = project.path(relative(retained.project.directory, retained.path));
  return { project, folder: dirname(path), path };
}
