import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { createProject, type Project } from "../helpers/create-project.js";
import { runScript } from "../helpers/run-script.js";

const buildWorker = fileURLToPath(new URL("../fixtures/build-worker.mjs", import.meta.url));
const buildAndDie = fileURLToPath(new URL("../fixtures/build-and-die.mjs", import.meta.url));

describe("ensureTemplates", () => {
  test(
    "builds once when sixteen threads in eight processes ask at the same time",
    { tags: "long", timeout: 120_000 },
    async () => {
      const project = createProject();
      const trace = project.path("trace.jsonl");
      const results = await Promise.all(
        Array.from({ length: 8 }, () =>
          runScript(buildWorker, {
            cwd: project.directory,
            arguments: [project.directory, "2"],
            env: { PICKLEJAR_TRACE: trace },
          }),
        ),
      );
      expect(results.filter(({ code }) => code !== 0)).toEqual([]);
      const answers = results.flatMap(({ stdout }) => JSON.parse(stdout) as { origin: string; tables: string[] }[]);
      expect(answers).toEqual(
        Array.from({ length: 16 }, () => ({
          origin: "created",
          tables: ["notes", "picklejar_migrations", "sqlite_sequence", "users"],
        })),
      );
      expect(eventsOf(trace).filter((event) => event === "template-build")).toHaveLength(1);
      expect(eventsOf(trace).filter((event) => event === "migration-run")).toHaveLength(3);
      expect(leftoversOf(project)).toEqual([]);
    },
  );

  for (const [phase, options] of [
    ["migrating", EVEN_DAYS],
    ["seeding", ODD_DAYS],
    ["sealing", EVEN_DAYS],
    ["publishing", { tags: "long" }],
    ["published", ODD_DAYS],
  ] as const)
    test(
      `never uses half of a template, and builds at once, after its builder was killed while ${phase}, again and again`,
      { timeout: 120_000, ...options },
      async () => {
        const project = createProject();
        // The unseeded and the seeded template are published once each; every other phase comes again after it was cut off.
        for (let round = 0; round < (phase === "published" ? 2 : 3); round++) {
          const killed = await runScript(buildAndDie, { cwd: project.directory, arguments: [project.directory, phase] });
          expect([killed.signal, killed.stderr]).toEqual(["SIGKILL", ""]);
          // Killed before that, it has published the unseeded template at the most.
          expect(publishedIn(project).includes("seeded") && phase !== "published").toBe(false);
        }
        const trace = project.path("trace.jsonl");
        const next = await runScript(buildAndDie, {
          cwd: project.directory,
          arguments: [project.directory, "never"],
          env: { PICKLEJAR_TRACE: trace },
        });
        // It would say on stderr that it waits for a lock.
        expect(next).toMatchObject({ code: 0, stderr: "", stdout: "seed@example.org\n" });
        expect(leftoversOf(project)).toEqual([]);
      },
    );

  test("builds again when somebody removes the cache under it, for those who wait too", { tags: "long" }, async () => {
    const project = createProject();
    const script = `
      import { existsSync, writeFileSync } from "node:fs";
      import { initTestDb } from "@picklejar/core";
      const seed = async () => {
        writeFileSync("seeding", "");
        while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 10));
      };
      console.log((await initTestDb(undefined, { migrations: "db", seed, version: "1" })).origin);`;
    const processes = [1, 2].map(() => runScript(script, { cwd: project.directory }));
    while (!existsSync(project.path("seeding"))) await new Promise((resolve) => setTimeout(resolve, 10));
    // Time for the other to wait.
    await new Promise((resolve) => setTimeout(resolve, 500));
    rmSync(project.path("node_modules/.cache"), { recursive: true });
    project.write("go", "");
    for (const result of await Promise.all(processes))
      expect(result).toMatchObject({ code: 0, stdout: "created\n", stderr: "" });
  });

  test("leaves nothing of a build that fails", { tags: "long" }, async () => {
    const project = createProject({ "db/001_broken.sql": "CREATE TABLE broken (;" });
    const result = await runScript(buildAndDie, { cwd: project.directory, arguments: [project.directory, "never"] });
    expect(result.stderr).toContain("MIGRATION_FAILED");
    expect(readdirSync(cacheOf(project))).toEqual([]);
  });
});

function eventsOf(trace: string): string[] {
  return readFileSync(trace, "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { event: string }).event);
}

function cacheOf(project: Project): string {
  return project.path("node_modules/.cache/picklejar");
}

/** Everything in the cache that is neither a template, its manifest nor its lock. */
function leftoversOf(project: Project): string[] {
  return readdirSync(cacheOf(project)).filter((name) => !/^[0-9a-f]{64}\.(db|json|lock)$/.test(name));
}

function publishedIn(project: Project): string[] {
  return readdirSync(cacheOf(project))
    .filter((name) => name.endsWith(".json") && existsSync(join(cacheOf(project), name.replace(/json$/, "db"))))
    .map((name) =>
      (JSON.parse(readFileSync(join(cacheOf(project), name), "utf8")) as { isSeeded: boolean }).isSeeded
        ? "seeded"
        : "migrated",
    );
}
