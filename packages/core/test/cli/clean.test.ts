import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { createProject, type Project } from "../helpers/create-project.js";
import { startScript } from "../helpers/run-script.js";
import { builtModule, createCliProject, runCli, runCliForData, storageOf } from "../helpers/run-cli.js";

interface CleanData {
  readonly things: readonly { readonly what: string; readonly path: string; readonly outcome: string }[];
  readonly kept: number;
  readonly freedBytes: number;
}

describe("picklejar clean", () => {
  test("removes the project's templates, and says which and how much", async () => {
    const project = createCliProject();
    await runCli(project, ["build"]);
    expect(await runCli(project, ["clean"])).toHaveEnded({
      code: 0,
      stdout: /^(removed: template ".+\.db" \([\d.]+ kB\)\n){2}Removed 2 templates and 0 run directories, [\d.]+ kB\.\n$/,
    });
    expect(readdirSync(cacheOf(project))).toEqual([]);
    expect((await runCli(project, ["clean"])).stdout).toBe("Removed 0 templates and 0 run directories, 0 bytes.\n");
  });

  test("only says so with --dry-run", async () => {
    const project = createCliProject();
    await runCli(project, ["build"]);
    const before = readdirSync(cacheOf(project));
    const { stdout } = await runCli(project, ["clean", "--dry-run"]);
    expect(stdout).toMatch(/^would be removed: template .+\n.+\nWould remove 2 templates and 0 run directories, .+\n$/);
    expect(readdirSync(cacheOf(project))).toEqual(before);
  });

  test("keeps those of each kind that were used last with --keep", EVEN_DAYS, async () => {
    const project = createCliProject();
    const kept: string[] = [];
    for (const round of [3, 2, 1]) {
      project.write("db/004_round.sql", `CREATE TABLE round_${round} (id INTEGER PRIMARY KEY);`);
      const { data } = await runCliForData<{ databases: { templates: { path: string }[] }[] }>(project, ["build"]);
      for (const { path } of data.databases[0]?.templates ?? []) {
        const usedAt = new Date(Date.now() - round * 60_000);
        utimesSync(path.replace(".db", ".json"), usedAt, usedAt);
        if (round < 3) kept.push(path);
      }
    }
    const { data } = await runCliForData<CleanData>(project, ["clean", "--keep", "2"]);
    expect(data).toMatchObject({ kept: 4, things: [{ outcome: "removed" }, { outcome: "removed" }] });
    expect(listTemplates(project)).toEqual(kept.toSorted());
  });

  test("leaves alone what is not of this project", async () => {
    // Two packages that share the cache of their workspace.
    const workspace = createProject();
    workspace.write("one/picklejar.config.js", 'export default { migrations: "../db" };');
    // As its name goes on after the other's, so does its templates' owner.
    const otherName = process.platform === "win32" ? "one-more" : "one:more";
    workspace.write(`${otherName}/picklejar.config.js`, 'export default { version: "2", migrations: "../db" };');
    const one = { ...workspace, directory: workspace.path("one") };
    const other = { ...workspace, directory: workspace.path(otherName) };
    await runCli(one, ["build"]);
    await runCli(other, ["build"]);
    workspace.write("node_modules/.cache/picklejar/notes.txt", "mine");
    workspace.write("node_modules/.cache/picklejar/other.json", "{}");
    expect((await runCliForData<CleanData>(one, ["clean"])).data.things).toHaveLength(1);
    expect(readdirSync(cacheOf(workspace))).toEqual(expect.arrayContaining(["notes.txt", "other.json"]));
    expect(listTemplates(workspace)).toHaveLength(1);
    expect((await runCli(other, ["status"])).stdout).toMatch(/^migrated {8}there/m);
  });

  test(
    "removes templates of databases that the configuration does not name any more, unless one is named",
    ODD_DAYS,
    async () => {
      const project = createCliProject(
        'export default { databases: { default: { migrations: "db" }, audit: { version: "a", migrations: "db" } } };',
      );
      await runCli(project, ["build"]);
      project.write("picklejar.config.js", 'export default { databases: { default: { migrations: "db" } } };');
      expect((await runCliForData<CleanData>(project, ["clean", "--database", "default"])).data.things).toHaveLength(1);
      expect((await runCliForData<CleanData>(project, ["clean"])).data.things).toHaveLength(1);
      expect(listTemplates(project)).toEqual([]);
    },
  );

  test("leaves a template that is being built, and says that it is in use", EVEN_DAYS, async () => {
    const project = createCliProject('export default { migrations: "db" };');
    await runCli(project, ["build"]);
    const [path = ""] = listTemplates(project);
    const holder = await startHolding(path.replace(".db", ".lock"));
    try {
      expect(await runCli(project, ["clean"])).toHaveEnded({ code: 0, stdout: [`in use: template "${path}"`] });
      expect(existsSync(path)).toBe(true);
    } finally {
      holder.kill("SIGKILL");
    }
  });

  test("removes what killed builds left, and not what a living one has", ODD_DAYS, async () => {
    const project = createCliProject('export default { migrations: "db" };');
    const [dead, locked, alive] = ["d", "e", "a"].map((digit) => join(cacheOf(project), digit.repeat(64)));
    const folderOf = (path = "") => path.replace(/(.{64})$/, ".building-$1-1-0-abc");
    mkdirSync(folderOf(dead), { recursive: true });
    writeFileSync(join(folderOf(dead), "template.db"), "unfinished");
    writeFileSync(`${locked}.lock`, "");
    mkdirSync(folderOf(alive));
    const holder = await startHolding(`${alive}.lock`);
    try {
      const dry = await runCliForData<CleanData>(project, ["clean", "--dry-run"]);
      expect(dry.data.things.map(({ path, outcome }) => [path, outcome])).toEqual([
        [folderOf(dead), "would be removed"],
        [`${locked}.lock`, "would be removed"],
      ]);
      expect(readdirSync(cacheOf(project))).toHaveLength(4);
      const { stdout } = await runCli(project, ["clean"]);
      expect(stdout).toContain(`removed: abandoned build "${folderOf(dead)}" (10 bytes)\n`);
      expect(stdout).toMatch(/^Removed 0 templates, 2 leftovers of builds and 0 run directories, .+\.$/m);
      expect(readdirSync(cacheOf(project)).map((name) => join(cacheOf(project), name))).toEqual([
        folderOf(alive),
        `${alive}.lock`,
      ]);
    } finally {
      holder.kill("SIGKILL");
    }
  });

  test("removes the directories of dead runs, and not of live ones", async () => {
    const project = createCliProject();
    mkdirSync(storageOf(project));
    const dead = await startRun(project);
    dead.child.kill("SIGKILL");
    await new Promise((resolve) => dead.child.once("close", resolve));
    const alive = await startRunWithoutSweep(project);
    try {
      const dry = await runCliForData<CleanData>(project, ["clean", "--dry-run"]);
      expect(dry.data.things).toMatchObject([{ what: "run directory", path: dead.path, outcome: "would be removed" }]);
      expect(existsSync(dead.path)).toBe(true);
      const { data } = await runCliForData<CleanData>(project, ["clean"]);
      expect(data.things).toMatchObject([{ what: "run directory", path: dead.path, outcome: "removed" }]);
      expect(data.freedBytes).toBeGreaterThan(0);
      expect([existsSync(dead.path), existsSync(alive.path)]).toEqual([false, true]);
    } finally {
      alive.child.kill("SIGKILL");
    }
  });
});

function cacheOf(project: Project): string {
  return project.path("node_modules/.cache/picklejar");
}

function listTemplates(project: Project): string[] {
  const names = readdirSync(cacheOf(project)).filter((name) => name.endsWith(".db"));
  return names.map((name) => join(cacheOf(project), name)).toSorted();
}

async function startHolding(lockPath: string) {
  const script = `import { tryAcquireDatabaseLock } from ${JSON.stringify(builtModule("sqlite/database-lock.js"))};
    console.log(tryAcquireDatabaseLock(${JSON.stringify(lockPath)}) !== undefined); setInterval(() => {}, 1000);`;
  const child = startScript(script);
  expect(await firstLineOf(child)).toBe("true");
  return child;
}

async function startRun(project: Project) {
  const script = `import { ownRun } from ${JSON.stringify(builtModule("runs/own-run.js"))}; console.log(ownRun().path); setInterval(() => {}, 1000);`;
  const child = startScript(script, { env: { PICKLEJAR_DIR: storageOf(project), PICKLEJAR_RUN: undefined } });
  return { child, path: await firstLineOf(child) };
}

/** A run that starts sweeps dead ones itself: this one starts elsewhere, and its directory is moved in. */
async function startRunWithoutSweep(project: Project) {
  const parent = readdirSync(storageOf(project))[0] ?? "";
  const elsewhere = project.path("elsewhere");
  mkdirSync(elsewhere);
  const script = `import { ownRun } from ${JSON.stringify(builtModule("runs/own-run.js"))}; import { renameSync } from "node:fs"; import { basename, join } from "node:path";
    const { path } = ownRun(); const moved = join(${JSON.stringify(join(storageOf(project), parent))}, basename(path)); renameSync(path, moved); console.log(moved); setInterval(() => {}, 1000);`;
  const child = startScript(script, { env: { PICKLEJAR_DIR: elsewhere, PICKLEJAR_RUN: undefined } });
  return { child, path: await firstLineOf(child) };
}

async function firstLineOf(child: ReturnType<typeof startScript>): Promise<string> {
  return new Promise((resolve) => child.stdout.once("data", (text) => resolve(String(text).trim())));
}
