import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { MigrationRunner } from "../../src/migrations/migration-runner.js";
import { coreDirectory } from "../helpers/create-project.js";
import { endOf, startScript } from "../helpers/run-script.js";
import { createFolder } from "../helpers/create-folder.js";
import { withConnection } from "./dump-database.js";

const LONG = { tags: "long" };

describe("concurrent upgrades of one database", () => {
  test("run each migration once for ten processes with three callers each", LONG, async () => {
    const { folder, path } = setUp(20);
    const traceFile = join(folder, "trace");
    const script = `${importRunner}
      const runner = () => new MigrationRunner({ migrations: ${JSON.stringify(join(folder, "db"))} }).initOrUpgrade(${JSON.stringify(path)});
      const results = await Promise.all([runner(), runner(), runner()]);
      console.log(JSON.stringify(results[0]));`;
    const children = Array.from({ length: 10 }, () => endOf(startScript(script, { env: { PICKLEJAR_TRACE: traceFile } })));
    const results = await Promise.all(children);
    // A slow machine may make one wait for long enough to be told.
    const complaints = results.map(({ stderr }) => stderr.replace(/^picklejar: waiting for the upgrade of .*\n/, ""));
    expect(complaints.join("")).toBe("");
    expect(results.every(({ code }) => code === 0)).toBe(true);
    const origins = results.map(({ stdout }): unknown => Object(JSON.parse(stdout)).origin);
    expect(origins.filter((origin) => origin === "created")).toHaveLength(1);
    expect(origins.filter((origin) => origin === "existing")).toHaveLength(9);
    const events = readFileSync(traceFile, "utf8")
      .trim()
      .split("\n")
      .map((line): { event: string; pid: number } => JSON.parse(line));
    expect(events.filter(({ event }) => event === "migration-run")).toHaveLength(20);
    expect(events.filter(({ event }) => event === "umzug-loaded")).toHaveLength(1);
    // Callers of one process share one look.
    expect(events.filter(({ event }) => event === "migration-check")).toHaveLength(10);
    expect(readdirSync(join(folder, "data"))).toEqual(["app.db"]);
  });

  test("gives up after lockTimeoutMs, and names the holder", async () => {
    const { folder, path } = setUp(3);
    const script = `${importRunner}
      const hang = { name: "999_hang", up: () => { console.log("hanging"); return new Promise(() => setInterval(() => {}, 1000)); } };
      await new MigrationRunner({ migrations: [hang] }).initOrUpgrade(${JSON.stringify(path)});`;
    const holder = startScript(script);
    await once(holder.stdout, "data");
    const runner = new MigrationRunner({ migrations: join(folder, "db"), lockTimeoutMs: 100 });
    await expect(runner.initOrUpgrade(path)).rejects.toMatchObject({ code: "LOCK_TIMEOUT", holderPid: holder.pid });
    holder.kill("SIGKILL");
    await once(holder, "exit");
  });

  test("leave each migration wholly there with its row, or not at all, when killed", { tags: "long" }, async () => {
    const count = 80;
    const { folder, path } = setUp(count, (index) => (index % 2 === 0 ? "" : "own"));
    const script = `${importRunner}
      const onProgress = ({ name }) => console.log(name);
      await new MigrationRunner({ migrations: ${JSON.stringify(join(folder, "db"))}, onProgress }).initOrUpgrade(${JSON.stringify(path)});`;
    const runner = new MigrationRunner({ migrations: join(folder, "db") });
    for (let round = 0; round < 4; round += 1) {
      await killAfter(startScript(script), 1 + (round % 3), (round * 5) % 8);
      const executed = (await runner.executed(path)).map(({ name }) => name);
      expect(executed).toEqual(namesOf(count).slice(0, executed.length));
      expect(executed.length).toBeLessThan(count);
      expect(rowsOf(path)).toEqual(executed.flatMap((name) => [`${name} first`, `${name} last`]));
    }
    await runner.initOrUpgrade(path);
    expect(rowsOf(path)).toHaveLength(2 * count);
    await runner.initOrUpgrade(path);
    expect(readdirSync(join(folder, "data"))).toEqual(["app.db"]);
  });

  const moments: readonly [moment: string, victim: string, trigger: string][] = [
    ["half-way through a migration", "003_step", "AFTER INSERT ON steps WHEN new.text = '003_step first'"],
    ["half-way through a transaction of its own", "004_step", "AFTER INSERT ON steps WHEN new.text = '004_step first'"],
    ["between a migration and its ledger row", "003_step", "BEFORE INSERT ON picklejar_migrations WHEN new.name = '003_step'"],
    [
      "between a transaction of its own and its ledger row",
      "004_step",
      "BEFORE INSERT ON picklejar_migrations WHEN new.name = '004_step'",
    ],
    ["right after a ledger row", "004_step", "AFTER INSERT ON picklejar_migrations WHEN new.name = '004_step'"],
  ];
  for (const [place, [moment, victim, trigger]] of moments.entries()) {
    const options = moment.startsWith("between a migration") ? {} : place % 2 === 0 ? EVEN_DAYS : ODD_DAYS;
    test(`leave nothing of a migration that was killed ${moment}`, options, async () => {
      const { folder, path } = setUp(5, (index) => (index % 2 === 0 ? "" : "own"));
      const runner = new MigrationRunner({ migrations: join(folder, "db") });
      await runner.up(path, { step: 1 });
      const script = `${importRunner}
      const connection = (database) => {
        database.function("die", () => process.kill(process.pid, "SIGKILL"));
        database.exec(${JSON.stringify(`CREATE TEMP TRIGGER kill ${trigger} BEGIN SELECT die(); END`)});
      };
      await new MigrationRunner({ migrations: ${JSON.stringify(join(folder, "db"))}, connection }).initOrUpgrade(${JSON.stringify(path)});`;
      expect((await endOf(startScript(script))).signal).toBe("SIGKILL");
      const before = namesOf(5).filter((name) => name < victim);
      expect((await runner.verify(path)).executed).toEqual(before);
      expect(rowsOf(path)).toEqual(before.flatMap((name) => [`${name} first`, `${name} last`]));
      expect((await runner.initOrUpgrade(path)).applied).toEqual(namesOf(5).filter((name) => name >= victim));
    });
  }
});

const importRunner = `import { MigrationRunner } from ${JSON.stringify(
  pathToFileURL(join(coreDirectory, "dist/migrations/migration-runner.js")).href,
)};`;

/** Kills a process some milliseconds after it began its n-th migration. */
async function killAfter(child: ChildProcessByStdio<null, Readable, Readable>, lines: number, delayMs: number): Promise<void> {
  const ended = once(child, "exit");
  let stdout = "";
  await new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
      if (stdout.split("\n").length > lines) resolve();
    });
  });
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  child.kill("SIGKILL");
  expect((await ended)[1]).toBe("SIGKILL");
}

/** Migrations each of which makes a table if need be, and adds two rows with some work between. */
function setUp(count: number, kindOf: (index: number) => "" | "own" = () => ""): { folder: string; path: string } {
  const files = namesOf(count).map((name, index): [string, string] => {
    const insert = (text: string): string => `INSERT INTO steps VALUES (${index}, '${name} ${text}');`;
    const work = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT max(i) FROM n;";
    const table = index === 0 ? "CREATE TABLE steps (step INTEGER, text TEXT);" : "";
    const body = `${table}${insert("first")}${work}${insert("last")}`;
    const text = kindOf(index) === "own" ? `PRAGMA foreign_keys=OFF;BEGIN;${body}COMMIT;PRAGMA foreign_keys=ON;` : body;
    return [`db/${name}.sql`, text];
  });
  const folder = createFolder(Object.fromEntries(files));
  mkdirSync(join(folder, "data"));
  return { folder, path: join(folder, "data", "app.db") };
}

function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${String(index + 1).padStart(3, "0")}_step`);
}

function rowsOf(path: string): unknown[] {
  return withConnection(path, (database) => {
    const exists = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'steps'").get() !== undefined;
    return exists ? database.prepare("SELECT text FROM steps ORDER BY rowid").pluck().all() : [];
  });
}
