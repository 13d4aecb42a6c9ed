import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync, unlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { CLI_PATH, createCliProject, runCli, runCliForData, storageOf } from "../helpers/run-cli.js";

interface BuildData {
  readonly databases: readonly {
    readonly database: string;
    readonly migrations?: number;
    readonly templates: readonly {
      readonly kind: string;
      readonly outcome: string;
      readonly path: string;
      readonly sizeBytes: number;
      readonly buildMs: number;
    }[];
  }[];
  readonly elapsedMs: number;
}

describe("picklejar build", () => {
  test("builds both templates, says so, and finds them the next time", async () => {
    const project = createCliProject();
    const first = await runCliForData<BuildData>(project, ["build"]);
    expect(first).toHaveEnded({ code: 0 });
    expect(first.data.databases).toMatchObject([
      {
        database: "default",
        migrations: 3,
        templates: [
          { kind: "migrated", outcome: "built" },
          { kind: "seeded", outcome: "built" },
        ],
      },
    ]);
    for (const { path, sizeBytes, buildMs } of first.data.databases[0]?.templates ?? []) {
      expect(statSync(path).size).toBe(sizeBytes);
      expect(buildMs).toBeGreaterThan(0);
      expect(buildMs).toBeLessThan(first.data.elapsedMs);
    }
    expect(await runCli(project, ["build"])).toHaveEnded({
      code: 0,
      stdout: [
        /^default: found the migrated template, from 3 migrations \(it took .+ to build\), [\d.]+ kB: ".+\.db"\n/,
        /\ndefault: found the seeded template.+\nDone in [\d.]+ m?s\.\n$/,
      ],
    });
  });

  test("builds only the seeded template when the migrated one is there", ODD_DAYS, async () => {
    const project = createCliProject();
    const [, seeded] = (await runCliForData<BuildData>(project, ["build"])).data.databases[0]?.templates ?? [];
    unlinkSync(seeded?.path.replace(".db", ".json") ?? "");
    expect((await runCliForData<BuildData>(project, ["build"])).data.databases[0]?.templates).toMatchObject([
      { kind: "migrated", outcome: "found" },
      { kind: "seeded", outcome: "built" },
    ]);
  });

  test("writes plain lines where there is no terminal, and nothing but JSON with --json", EVEN_DAYS, async () => {
    const project = createCliProject();
    const { stdout, stderr } = await runCli(project, ["build"]);
    expect(stderr).toBe("default: migrating, 3 to run\ndefault: seeding\n");
    expect(stdout + stderr).not.toContain("\r");
    expect(stdout + stderr).not.toContain("\u001B");
    const other = createCliProject();
    expect((await runCliForData(other, ["build"])).stderr).toBe("");
  });

  test("shows a line that changes on a terminal, and takes it away", { tags: "long" }, (context) => {
    if (spawnSync("script", ["--version"]).status !== 0) {
      console.warn("skipped: there is no `script` (util-linux) to make a terminal with");
      context.skip();
    }
    const project = createCliProject();
    const command = `"${process.execPath}" "${CLI_PATH}" build`;
    const { stdout, stderr, status } = spawnSync("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
      cwd: project.directory,
      env: { ...process.env, PICKLEJAR_DIR: storageOf(project) },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    expect({ code: status, stdout, stderr }).toHaveEnded({
      code: 0,
      stdout: [
        "\r\u001B[2Kdefault: migrating 1/3 001_create_users",
        "\r\u001B[2Kdefault: seeding",
        "\r\u001B[2Kdefault: built the migrated template",
      ],
    });
    expect(stdout).not.toContain("to run");
  });

  test("builds the templates of all databases, or of the one that is named", ODD_DAYS, async () => {
    const project = createCliProject(
      'export default { databases: { default: { migrations: "db" }, audit: { migrations: "audit" } } };',
    );
    project.write("audit/001_events.sql", "CREATE TABLE events (id INTEGER PRIMARY KEY);");
    const named = await runCliForData<BuildData>(project, ["build", "--database", "audit"]);
    expect(named.data.databases.map(({ database }) => database)).toEqual(["audit"]);
    const all = await runCliForData<BuildData>(project, ["build"]);
    expect(all.data.databases).toMatchObject([
      { database: "default", templates: [{ outcome: "built" }] },
      { database: "audit", templates: [{ outcome: "found" }] },
    ]);
  });

  test("builds what migrate makes, and ends although it left a timer", { tags: "long" }, async () => {
    const project = createCliProject(
      'import Database from "better-sqlite3";\n' +
        'export default { version: "1", migrate({ path }) { setInterval(() => {}, 1000); const database = new Database(path); database.exec("CREATE TABLE t (a)"); database.close(); } };',
    );
    const stdout = ["built the migrated template, by migrate in"];
    expect(await runCli(project, ["build"])).toHaveEnded({ code: 0, stdout });
  });

  test("finds the configuration of a folder above, of a folder, and by name", { tags: "long" }, async () => {
    const project = createCliProject();
    project.write("src/deep/empty.txt", "");
    project.write("other/custom.config.js", 'export default { migrations: "../db" };');
    const fromBelow = { ...project, directory: project.path("src/deep") };
    expect((await runCli(fromBelow, ["fingerprint"])).stdout).toBe((await runCli(project, ["fingerprint"])).stdout);
    expect((await runCli(project, ["fingerprint", "--config", "src"])).stdout).toMatch(/^[0-9a-f]{64}\n$/);
    const result = await runCliForData<BuildData>(project, ["build", "--config", "other/custom.config.js"]);
    expect(result).toHaveEnded({ code: 0 });
    expect(result.data.databases[0]?.templates).toHaveLength(1);
  });

  test("says which migration failed, with the error's code, and exits with 1", async () => {
    const project = createCliProject();
    project.write("db/004_bad.sql", "CREATE TABLE;");
    const result = await runCli(project, ["build"]);
    expect(result).toHaveEnded({
      code: 1,
      stdout: "",
      stderr: [
        `picklejar: Migration "004_bad" ("${project.path("db/004_bad.sql")}", line 1) in the template of database "default" failed (up): ` +
          'near ";": syntax error, in: CREATE TABLE. No template was made: correct it and run again. [MIGRATION_FAILED]\n',
      ],
    });
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect((await runCliForData(project, ["build"])).data).toMatchObject({
      error: { code: "MIGRATION_FAILED", message: expect.stringContaining("004_bad") },
    });
    expect((await runCli(project, ["build", "--verbose"])).stderr).toMatch(/^\s+at [^]+Caused by: SqliteError/m);
    expect((await runCli(project, ["build"], { PICKLEJAR_DEBUG: "1" })).stderr).toMatch(/^\s+at /m);
    expect(readdirSync(project.path("node_modules/.cache/picklejar")).filter((name) => name.endsWith(".db"))).toEqual([]);
  });

  test("says of a migration that cannot be loaded what is wrong with it, and how to see where", { tags: "long" }, async () => {
    const project = createCliProject();
    const path = project.write("db/004_bad.mjs", "export const up = ;");
    expect((await runCli(project, ["build"])).stderr).toContain(
      `"${path}" cannot be loaded: Unexpected token ';'. Correct the syntax: node "${path}" shows where. No template was made: correct`,
    );
  });

  test("refuses to build where PICKLEJAR_TEMPLATE turns templates off", async () => {
    const project = createCliProject();
    const result = await runCli(project, ["build"], { PICKLEJAR_TEMPLATE: "off" });
    expect(result).toHaveEnded({ code: 2, stderr: ["PICKLEJAR_TEMPLATE"] });
    expect(existsSync(project.path("node_modules/.cache/picklejar"))).toBe(false);
  });
});
