import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import type { TemplateVerification } from "../../../src/cli/verify/verify-database.js";
import { digestFile } from "../../../src/files/identity/digest-file.js";
import type { Project } from "../../helpers/create-project.js";
import { startScript } from "../../helpers/run-script.js";
import { CLI_PATH, createCliProject, runCli, runCliForData, storageOf } from "../../helpers/run-cli.js";
import { EVEN_DAYS, ODD_DAYS } from "../../../../../test/helpers/of-today.js";

interface VerifyData {
  readonly isGood: boolean;
  readonly templates: readonly TemplateVerification[];
}

describe("picklejar verify", () => {
  test("says that nothing is cached, and puts nothing there", ODD_DAYS, async () => {
    const project = createCliProject();
    expect(await runCli(project, ["verify"])).toHaveEnded({
      code: 0,
      stdout:
        "default: the migrated template is what real migrations make, twice alike; none is cached to compare it with.\n" +
        "default: the seeded template is what real migrations and the seed make, twice alike; none is cached to compare it with.\n",
    });
    expect(readdirSync(cacheOf(project))).toEqual([]);
    expect(listRunsOf(project)).toEqual([]);
  });

  test("exits with 0 when the cached template is what the code makes, and leaves it as it was", async () => {
    const project = createCliProject();
    await runCli(project, ["build"]);
    const before = snapshotOf(project);
    const result = await runCliForData<VerifyData>(project, ["verify"]);
    expect(result).toHaveEnded({ code: 0 });
    expect(result.data).toMatchObject({
      isGood: true,
      templates: [
        { kind: "migrated", isGood: true, cached: { state: "same" } },
        { kind: "seeded", isGood: true, cached: { state: "same" } },
      ],
    });
    expect(snapshotOf(project)).toEqual(before);
  });

  test("exits with 1 and a diff when a process that the seed starts reads a file that no input names", EVEN_DAYS, async () => {
    const project = createCliProject(
      'import { execFileSync } from "node:child_process";\n' +
        'export default { migrations: "db", seed: (database) => { database.prepare("INSERT INTO users (email) VALUES (?)").run(execFileSync("cat", [["people", "txt"].join(".")], { encoding: "utf8" })); } };\n',
    );
    project.write("people.txt", "ada@example.org");
    await runCli(project, ["build"]);
    project.write("people.txt", "grace@example.org");
    expect(await runCli(project, ["verify"])).toHaveEnded({
      code: 1,
      stdout: [
        /^default: the seeded template in the cache is not what the code makes now \(".+\.db"\), under the same fingerprint\.$/m,
        "  users: 1 changed\n    ~ id=1: email 'ada@example.org' → 'grace@example.org'\n",
        "name its files under inputs",
      ],
    });
  });

  test("finds a template in the cache that somebody changed, also where its manifest was made to fit", EVEN_DAYS, async () => {
    const project = createCliProject('export default { migrations: "db" };');
    await runCli(project, ["build"]);
    const path = join(cacheOf(project), readdirSync(cacheOf(project)).find((name) => name.endsWith(".db")) ?? "");
    chmodSync(path, 0o600);
    const connection = new Database(path);
    connection.exec("DROP INDEX notes_user; CREATE TABLE smuggled (id INTEGER PRIMARY KEY); INSERT INTO smuggled VALUES (1)");
    connection.close();
    expect((await runCliForData<VerifyData>(project, ["verify"])).data.templates).toMatchObject([
      { isGood: false, cached: { state: "damaged" } },
    ]);
    const manifestPath = path.replace(".db", ".json");
    const manifest: Record<string, unknown> = JSON.parse(readFileSync(manifestPath, "utf8"));
    const sizeBytes = readFileSync(path).length;
    writeFileSync(manifestPath, JSON.stringify({ ...manifest, sizeBytes, contentHash: digestFile(path) }));
    expect(await runCli(project, ["verify"])).toHaveEnded({
      code: 1,
      stdout: [
        /^ {2}table smuggled removed\n {4}- CREATE TABLE smuggled/m,
        /^ {2}index notes_user added\n {4}\+ CREATE INDEX notes_user/m,
      ],
    });
  });

  test("hashes the cached template, also where size and times are as its manifest says", EVEN_DAYS, async () => {
    const project = createCliProject('export default { migrations: "db" };');
    await runCli(project, ["build"]);
    const path = join(cacheOf(project), readdirSync(cacheOf(project)).find((name) => name.endsWith(".db")) ?? "");
    chmodSync(path, 0o600);
    const content = readFileSync(path);
    // Bytes of the header that SQLite does not use.
    content.write("!", 80);
    writeFileSync(path, content);
    const manifestPath = path.replace(".db", ".json");
    const manifest: Record<string, unknown> = JSON.parse(readFileSync(manifestPath, "utf8"));
    writeFileSync(manifestPath, JSON.stringify({ ...manifest, modifiedMs: statSync(path).mtimeMs }));
    expect((await runCli(project, ["status"])).stdout).toMatch(/^migrated {8}there/m);
    expect(await runCli(project, ["verify"])).toHaveEnded({
      code: 1,
      stdout: /^default: the migrated template in the cache is damaged: its content is not what was built/m,
    });
  });

  for (const [what, expression, options] of [
    ["a time", "datetime('now')", EVEN_DAYS],
    ["a random value", "hex(randomblob(4))", ODD_DAYS],
  ] as const)
    test(`finds a seed that writes ${what}, and shows table and rows`, options, async () => {
      const project = createCliProject(
        `export default { migrations: "db", seed: (database) => { database.exec("INSERT INTO users (email) VALUES ('fixed'), (${expression})"); } };`,
      );
      expect(await runCli(project, ["verify"])).toHaveEnded({
        code: 1,
        stdout: [
          /^default: the migrated template is what real migrations make/m,
          /^default: the seeded template is another each time: two builds from the same code differ\.$/m,
          /^ {2}users: 1 changed\n {4}~ id=2: email '.+' → '.+'$/m,
        ],
      });
    });

  test("finds a migration that writes a random value, and says so once", ODD_DAYS, async () => {
    const project = createCliProject();
    project.write(
      "db/004_random.sql",
      "CREATE TABLE keys (id INTEGER PRIMARY KEY, key BLOB); INSERT INTO keys (key) VALUES (randomblob(8));",
    );
    const result = await runCliForData<VerifyData>(project, ["verify"]);
    expect(result).toHaveEnded({ code: 1 });
    expect(result.data.templates).toMatchObject([
      {
        kind: "migrated",
        isGood: false,
        repetition: { tables: [{ table: "keys", changed: 1 }] },
        cached: { state: "not-compared" },
      },
    ]);
  });

  test("finds a migration that makes the template another database than production's", EVEN_DAYS, async () => {
    const project = createCliProject();
    project.write("db/004_mode.sql", "CREATE TABLE mode AS SELECT locking_mode FROM pragma_locking_mode;");
    expect(await runCli(project, ["verify"])).toHaveEnded({
      code: 1,
      stdout: [
        /^default: the migrated template is not what production gets/m,
        /^ {2}mode: 1 changed\n {4}~ rowid=1: locking_mode 'exclusive' → 'normal'$/m,
      ],
    });
  });

  test("compares databases with SQL functions of the user's, and what migrate makes", ODD_DAYS, async () => {
    const project = createCliProject(
      'import Database from "better-sqlite3";\n' +
        "export default { databases: {\n" +
        '  default: { migrations: "db", connection: (database) => { database.function("shout", { deterministic: true }, (text) => text.toUpperCase()); } },\n' +
        '  own: { version: "1", migrate({ path }) { const database = new Database(path); database.exec("CREATE TABLE knex_migrations (id INTEGER PRIMARY KEY, name TEXT, migration_time); INSERT INTO knex_migrations (name, migration_time) VALUES (\'001\', random())"); database.close(); } },\n' +
        "} };",
    );
    project.write(
      "db/004_shout.sql",
      "INSERT INTO users (email) VALUES ('a'); UPDATE users SET email = shout(email); CREATE INDEX shouted ON users (shout(email));",
    );
    const result = await runCliForData<VerifyData>(project, ["verify"]);
    expect(result).toHaveEnded({ code: 0 });
    expect(result.data.templates).toMatchObject([
      { database: "default", isGood: true },
      { database: "own", isGood: true },
    ]);
  });

  test("says which migration fails, with its code", EVEN_DAYS, async () => {
    const project = createCliProject();
    project.write("db/004_bad.sql", "CREATE TABLE;");
    const stderr = /^picklejar: Migration "004_bad".+ \[MIGRATION_FAILED\]$/m;
    expect(await runCli(project, ["verify"])).toHaveEnded({ code: 1, stderr });
    expect(listRunsOf(project)).toEqual([]);
  });

  test("takes a bad configuration for misuse", ODD_DAYS, async () => {
    expect(await runCli(createCliProject("export default {};"), ["verify"])).toHaveEnded({ code: 2 });
  });

  test("answers Ctrl-C at once in the middle of a synchronous seed, and leaves nothing behind", ODD_DAYS, async () => {
    const project = createCliProject(
      'import { writeFileSync } from "node:fs";\n' +
        'export default { migrations: "db", seed: () => { writeFileSync("seeding", ""); const end = Date.now() + 30_000; while (Date.now() < end); } };',
    );
    const child = startScript(CLI_PATH, {
      cwd: project.directory,
      arguments: ["verify"],
      env: { PICKLEJAR_DIR: storageOf(project) },
    });
    const closed = once(child, "close");
    while (!existsSync(project.path("seeding"))) await new Promise((resolve) => setTimeout(resolve, 20));
    const startMs = performance.now();
    child.kill("SIGINT");
    expect(await closed).toEqual([null, "SIGINT"]);
    expect(performance.now() - startMs).toBeLessThan(1500);
    expect(listRunsOf(project)).toEqual([]);
  });
});

describe("picklejar build", () => {
  test("answers Ctrl-C at once while another process builds the template, and in its own seed", EVEN_DAYS, async () => {
    const project = createCliProject(
      'import { appendFileSync } from "node:fs";\n' +
        'export default { migrations: "db", seed: () => { appendFileSync("seeding", "."); const end = Date.now() + 30_000; while (Date.now() < end); } };',
    );
    const options = { cwd: project.directory, arguments: ["build"], env: { PICKLEJAR_DIR: storageOf(project) } };
    const builder = startScript(CLI_PATH, options);
    while (!existsSync(project.path("seeding"))) await new Promise((resolve) => setTimeout(resolve, 20));
    const waiter = startScript(CLI_PATH, options);
    const [said] = await once(waiter.stderr, "data");
    expect(String(said)).toContain(`process ${builder.pid}`);
    for (const child of [waiter, builder]) {
      const closed = once(child, "close");
      const startMs = performance.now();
      child.kill("SIGINT");
      expect(await closed).toEqual([null, "SIGINT"]);
      expect(performance.now() - startMs).toBeLessThan(1500);
    }
    expect(readFileSync(project.path("seeding"), "utf8")).toBe(".");
  });
});

function cacheOf(project: Project): string {
  return project.path("node_modules/.cache/picklejar");
}

/** Names and contents in the cache. */
function snapshotOf(project: Project): Record<string, string> {
  return Object.fromEntries(readdirSync(cacheOf(project)).map((name) => [name, digestFile(join(cacheOf(project), name))]));
}

function listRunsOf(project: Project): string[] {
  return readdirSync(storageOf(project)).flatMap((parent) => readdirSync(join(storageOf(project), parent)));
}
