import { mkdirSync, readdirSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import type { Status } from "../../../src/cli/status/describe-status.js";
import { startScript } from "../../helpers/run-script.js";
import { builtModule, createCliProject, runCli, runCliForData, storageOf } from "../../helpers/run-cli.js";
import { EVEN_DAYS, ODD_DAYS } from "../../../../../test/helpers/of-today.js";

describe("picklejar status", () => {
  test("says where things are, what is not built yet, and exits with 0", async () => {
    const project = createCliProject();
    expect(await runCli(project, ["status"])).toHaveEnded({
      code: 0,
      stdout: [
        `configuration   "${project.path("picklejar.config.js")}"\n`,
        `cache           "${project.path("node_modules/.cache/picklejar")}"\n`,
        /^migrations {6}3$/m,
        /^strategy {8}copy \(until the template is built: overlay, if it is then in WAL mode and has (4|16) MiB or more\)$/m,
        /^migrated {8}not built yet\n +fingerprint [0-9a-f]{64}$/m,
        /^seeded {10}not built yet\n +fingerprint [0-9a-f]{64}$/m,
        /^other templates none\nruns {12}none\n$/m,
      ],
    });
  });

  test("says which format was recognised, why, and what the ledger is called", async () => {
    const project = createCliProject();
    project.write("db/meta/_journal.json", JSON.stringify({ dialect: "sqlite", entries: [] }));
    project.write("prisma/migration_lock.toml", 'provider = "sqlite"');
    project.write("prisma/20240101000000_a/migration.sql", "CREATE TABLE a (x);");
    project.write("picklejar.config.js", 'export default { migrations: "./prisma" };');
    const { stdout } = await runCli(project, ["status"]);
    expect(stdout).toContain(`format          prisma ("${project.path("prisma/migration_lock.toml")}" is Prisma's)\n`);
    expect(stdout).toMatch(/^ledger {10}_prisma_migrations$/m);
  });

  test("says how large a template is and when it was used", async () => {
    const project = createCliProject();
    await runCli(project, ["build"]);
    expect((await runCli(project, ["status"])).stdout).toMatch(/^seeded {10}there, [\d.]+ kB, used just now$/m);
    const { data } = await runCliForData<Status>(project, ["status"]);
    expect(data.databases[0]?.strategy).toMatchObject({ strategy: "copy", configured: "auto", reason: expect.any(String) });
    expect(data.databases[0]?.templates).toMatchObject([
      { kind: "migrated", state: "found", sizeBytes: expect.any(Number), lastUsedAt: expect.stringMatching(/^\d{4}-/) },
      { kind: "seeded", state: "found" },
    ]);
  });

  test("says which inputs changed since the last template", EVEN_DAYS, async () => {
    const project = createCliProject();
    await runCli(project, ["build"]);
    project.write("db/002_create_notes.sql", "CREATE TABLE notes (id INTEGER PRIMARY KEY);");
    project.write("db/003_touch.sql", "ALTER TABLE users ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;");
    project.write("db/004_more.sql", "CREATE TABLE more (id INTEGER PRIMARY KEY);");
    const { stdout } = await runCli(project, ["status"]);
    expect(stdout).toMatch(
      /^seeded {10}not built yet\n.+\n +since the last template:\n +migration 002_create_notes changed\n +migration 003_touch changed\n +migration 004_more added$/m,
    );
    const { data } = await runCliForData<Status>(project, ["status"]);
    const changes = [
      { change: "changed", kind: "migration", name: "002_create_notes" },
      { change: "changed", kind: "migration", name: "003_touch" },
      { change: "added", kind: "migration", name: "004_more" },
    ];
    expect(data.databases[0]?.templates).toMatchObject([
      { kind: "migrated", changes },
      { kind: "seeded", changes },
    ]);
    expect(stdout).toMatch(/^other templates 2 templates, [\d.]+ kB/m);
  });

  test("names imports that it could not follow", async () => {
    const project = createCliProject(
      'const name = "./seed-" + "x.js";\nexport default { migrations: "db", seed: async () => { await import(name); } };\n',
    );
    const { stdout } = await runCli(project, ["status"]);
    expect(stdout).toMatch(/^not followed {4}picklejar\.config\.js: .+ \(name what is behind it under inputs\)$/m);
  });

  test("says that a template is damaged", async () => {
    const project = createCliProject('export default { migrations: "db" };');
    await runCli(project, ["build"]);
    const cache = project.path("node_modules/.cache/picklejar");
    const name = readdirSync(cache).find((entry) => entry.endsWith(".db")) ?? "";
    unlinkSync(join(cache, name));
    project.write(join("node_modules/.cache/picklejar", name), "short");
    expect((await runCli(project, ["status"])).stdout).toMatch(/^migrated {8}damaged \(it has 5 bytes/m);
  });

  test("lists runs that are alive, and counts dead ones", ODD_DAYS, async () => {
    const project = createCliProject();
    mkdirSync(storageOf(project));
    const script = `import { ownRun } from ${JSON.stringify(builtModule("runs/own-run.js"))}; console.log(ownRun().path); setInterval(() => {}, 1000);`;
    const child = startScript(script, { env: { PICKLEJAR_DIR: storageOf(project), PICKLEJAR_RUN: undefined } });
    const path = await new Promise<string>((resolve) => child.stdout.once("data", (text) => resolve(String(text).trim())));
    try {
      expect((await runCli(project, ["status"])).stdout).toContain(
        `run             "${path}" of process ${child.pid}, started just now\n`,
      );
    } finally {
      child.kill("SIGKILL");
    }
    await new Promise((resolve) => child.once("close", resolve));
    expect((await runCli(project, ["status"])).stdout).toMatch(/^dead runs {7}1, /m);
  });
});

describe("picklejar fingerprint", () => {
  test("prints one line, which is the name of the template that tests get", async () => {
    const project = createCliProject();
    const result = await runCli(project, ["fingerprint"]);
    expect(result).toHaveEnded({ code: 0, stdout: /^[0-9a-f]{64}\n$/, stderr: "" });
    await runCli(project, ["build"]);
    expect(readdirSync(project.path("node_modules/.cache/picklejar"))).toContain(`${result.stdout.trim()}.db`);
  });

  test("prints all inputs with --json", async () => {
    const { data } = await runCliForData<{ fingerprint: string; databases: { seeded: { hash: string; inputs: unknown[] } }[] }>(
      createCliProject(),
      ["fingerprint"],
    );
    expect(data.databases[0]?.seeded.hash).toBe(data.fingerprint);
    expect(data.databases[0]?.seeded.inputs).toContainEqual({
      kind: "migration",
      name: "001_create_users",
      digest: expect.any(String),
    });
    expect(data.databases[0]?.seeded.inputs).toContainEqual({
      kind: "module",
      name: "picklejar.config.js",
      digest: expect.any(String),
    });
  });

  test("prints one line for several databases too, which changes with each of them", EVEN_DAYS, async () => {
    const project = createCliProject(
      'export default { databases: { default: { migrations: "db" }, audit: { migrations: "audit" } } };',
    );
    project.write("audit/001_events.sql", "CREATE TABLE events (id INTEGER PRIMARY KEY);");
    const read = async (...words: string[]): Promise<string> => (await runCli(project, ["fingerprint", ...words])).stdout;
    const [both, alone] = [await read(), await read("--database", "default")];
    expect(both).toMatch(/^[0-9a-f]{64}\n$/);
    project.write("audit/001_events.sql", "CREATE TABLE events (id INTEGER PRIMARY KEY, at TEXT);");
    expect(await read()).not.toBe(both);
    expect(await read("--database", "default")).toBe(alone);
  });
});
