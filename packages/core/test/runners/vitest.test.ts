import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";

const built = fileURLToPath(new URL("../../dist/", import.meta.url));
const vitestPath = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
const projects: string[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) rmSync(project, { recursive: true, force: true });
});

describe("@picklejar/core/vitest", () => {
  for (const pool of ["forks", "threads", "vmThreads"])
    test(`gives all ${pool} of a run one folder, and leaves nothing`, pool === "forks" ? {} : EVEN_DAYS, async () => {
      const { project, storage } = createProject(`pool: ${JSON.stringify(pool)}`);
      expect(await runVitest(project, storage)).toMatchObject({ code: 0 });
      const seen = readSeen(project);
      expect(seen).toHaveLength(3);
      expect(new Set(seen.map(({ path }) => path)).size).toBe(1);
      expect(seen.map(({ isOwner }) => isOwner)).toEqual([false, false, false]);
      expect(listRuns(storage)).toEqual([]);
    });

  test("builds the template before the workers start, and fails the run when it cannot", ODD_DAYS, async () => {
    const { project, storage } = createProject("bail: 0", ["one"]);
    mkdirSync(join(project, "db"));
    mkdirSync(join(project, "node_modules"));
    writeFileSync(join(project, "db/001_notes.sql"), "CREATE TABLE notes (id INTEGER)");
    writeFileSync(join(project, "picklejar.config.mjs"), 'export default { migrations: "db" };');
    expect(await runVitest(project, storage)).toMatchObject({ code: 0 });
    const cache = join(project, "node_modules/.cache/picklejar");
    expect(readdirSync(cache).filter((name) => name.endsWith(".db"))).toHaveLength(1);
    writeFileSync(join(project, "db/001_notes.sql"), "CREATE TABLE (");
    const { code, output } = await runVitest(project, storage);
    expect([code, output.includes("001_notes")]).toEqual([1, true]);
    expect(listRuns(storage)).toEqual([]);
  });

  test("shares one run among projects", EVEN_DAYS, async () => {
    const { project, storage } = createProject(`projects: ["a", "b"].map((name) => ({ extends: true, test: { name } }))`);
    expect(await runVitest(project, storage)).toMatchObject({ code: 0 });
    const seen = readSeen(project);
    expect(seen).toHaveLength(6);
    expect(new Set(seen.map(({ path }) => path)).size).toBe(1);
    expect(listRuns(storage)).toEqual([]);
  });

  test("leaves nothing when a test fails", ODD_DAYS, async () => {
    const { project, storage } = createProject("bail: 0", ["one"]);
    writeFileSync(
      join(project, "failing.test.mjs"),
      'import { test } from "vitest"; test("fails", () => { throw new Error("red"); });',
    );
    expect(await runVitest(project, storage)).toMatchObject({ code: 1 });
    expect(listRuns(storage)).toEqual([]);
  });

  test("leaves nothing after SIGINT in the middle of a test", EVEN_DAYS, async () => {
    const { project, storage } = createProject("testTimeout: 60000", ["one"]);
    writeFileSync(
      join(project, "hanging.test.mjs"),
      'import { writeFileSync } from "node:fs"; import { test } from "vitest";' +
        'test("hangs", () => new Promise(() => { process.kill(Number(process.env.MAIN_PID), "SIGINT"); setInterval(() => {}, 1000); }));',
    );
    expect(await runVitest(project, storage)).toMatchObject({ code: 130 });
    expect(listRuns(storage)).toEqual([]);
  });
});

/** A project with test files, each of which notes the run that it is in. */
function createProject(options: string, names = ["one", "two", "three"]): { project: string; storage: string } {
  const cache = fileURLToPath(new URL("../node_modules/.cache/", import.meta.url));
  mkdirSync(cache, { recursive: true });
  const project = mkdtempSync(join(cache, "vitest-"));
  projects.push(project);
  writeFileSync(
    join(project, "vitest.config.mjs"),
    `process.env.MAIN_PID = String(process.pid);
     export default { test: {
       globalSetup: [${JSON.stringify(join(built, "runners/vitest/setup.js"))}],
       watch: false,
       // A package is not transformed; this one lies in no node_modules.
       server: { deps: { external: [/packages.core.dist/] } },
       ${options},
     } };`,
  );
  for (const name of names) {
    writeFileSync(
      join(project, `${name}.test.mjs`),
      `import { appendFileSync } from "node:fs"; import { expect, test } from "vitest";
       import { ensureRun } from ${JSON.stringify(join(built, "runs/ensure-run.js"))};
       test("has a run", () => { const run = ensureRun(); expect(run.isOwner).toBe(false);
         appendFileSync(${JSON.stringify(join(project, "seen"))}, JSON.stringify(run) + "\\n"); appendFileSync(run.createDatabasePath(), "rows"); });`,
    );
  }
  return { project, storage: join(project, "storage") };
}

function readSeen(project: string): { path: string; isOwner: boolean }[] {
  const lines = readFileSync(join(project, "seen"), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

function listRuns(storage: string): string[] {
  return readdirSync(storage).flatMap((parent) => readdirSync(join(storage, parent)));
}

async function runVitest(project: string, storage: string): Promise<{ code: unknown; output: string }> {
  const { PICKLEJAR_RUN: _run, VITEST: _vitest, ...inherited } = process.env;
  const environment = Object.fromEntries(Object.entries(inherited).filter(([name]) => !name.startsWith("VITEST_")));
  return new Promise((resolve) => {
    const options = { cwd: project, env: { ...environment, PICKLEJAR_DIR: storage } };
    execFile(process.execPath, [vitestPath, "run", "--root", project], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal), output: stdout + stderr });
    });
  });
}
