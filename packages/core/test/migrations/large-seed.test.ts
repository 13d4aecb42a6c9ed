import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS, type TagOptions } from "../../../../test/helpers/of-today.js";
import { coreDirectory } from "../helpers/create-project.js";
import { createFolder } from "../helpers/create-folder.js";
import { runScript } from "../helpers/run-script.js";

/** In which a runner that keeps an object for each token, or each statement, of these seeds has no room. */
const HEAP_MB = 64;

describe("a migration of some megabytes", () => {
  const seeds: readonly [claim: string, rows: number, sql: () => string, options?: TagOptions][] = [
    [
      "single INSERTs",
      250_000,
      () => repeated(250_000, (row) => `INSERT INTO t VALUES (${row}, ${row * 7}, 'user ${row}');\n`),
    ],
    [
      "single INSERTs in savepoints",
      120_000,
      () => repeated(120_000, (row) => `SAVEPOINT s; INSERT INTO t VALUES (${row}, 1, 'x'); RELEASE s;\n`),
      EVEN_DAYS,
    ],
    [
      "one INSERT of 500,000 tuples",
      500_000,
      () => `INSERT INTO t VALUES ${repeated(500_000, (row) => `(${row}, 1, 'x'),`)}`.replace(/,$/, ";"),
      ODD_DAYS,
    ],
    ["one text on one line", 1, () => `INSERT INTO t VALUES (1, 1, '${"it''s; ".repeat(2_000_000)}');`, EVEN_DAYS],
    [
      "letters of several bytes",
      100_000,
      () => repeated(100_000, (row) => `INSERT INTO t VALUES (${row}, 1, 'Größe 🥒');\n`),
      ODD_DAYS,
    ],
    ["comments only", 0, () => "-- nothing; at all\n".repeat(300_000) + "/* ; */ ".repeat(500_000), EVEN_DAYS],
  ];
  for (const [claim, rows, sql, options = {}] of seeds)
    test(`is run without memory beside its text: ${claim}`, options, async () => {
      const folder = createFolder({ "db/001_a.sql": `CREATE TABLE t (a, b, c);\n${sql()}` });
      const script = `${IMPORTS}
      const database = new Database(":memory:");
      await migrateDatabase(database, resolveMigrationSource({ migrations: "db" }, process.cwd()));
      console.log(database.prepare("SELECT count(*) FROM t").pluck().get());`;
      const result = await runScript(script, { cwd: folder, env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` } });
      expect(result).toMatchObject({ code: 0, stdout: `${rows}\n` });
    });

  test("takes about as long as better-sqlite3's exec", ODD_DAYS, async () => {
    const text = repeated(120_000, (row) => `INSERT INTO t VALUES (${row}, ${row * 7}, 'user ${row}');\n`);
    const folder = createFolder({ "db/001_a.sql": `CREATE TABLE t (a, b, c);\n${text}` });
    const script = `${IMPORTS}
      import { readFileSync } from "node:fs";
      const timed = async (run) => {
        const start = process.cpuUsage();
        await run(new Database(":memory:"));
        const { user, system } = process.cpuUsage(start);
        return user + system;
      };
      const ratios = [];
      for (let turn = 0; turn < 4; turn += 1) {
        const execTime = await timed((database) => database.exec("BEGIN;" + readFileSync("db/001_a.sql", "utf8") + "COMMIT;"));
        const runTime = await timed((database) => migrateDatabase(database, resolveMigrationSource({ migrations: "db" }, process.cwd())));
        ratios.push(runTime / execTime);
      }
      console.log(JSON.stringify(ratios));`;
    const { stdout } = await runScript(script, { cwd: folder });
    const ratios: number[] = JSON.parse(stdout);
    console.log(`A seed of single INSERTs takes ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")} times as long as exec`);
    // It took 5 to 7 times as long when it kept all tokens. Other work on the machine spoils single turns.
    expect(Math.min(...ratios)).toBeLessThan(2.5);
  });
});

const IMPORTS = `
  import { migrateDatabase } from ${JSON.stringify(urlOf("migrate-database.js"))};
  import { resolveMigrationSource } from ${JSON.stringify(urlOf("migration-source.js"))};
  import Database from ${JSON.stringify(pathToFileURL(createRequire(import.meta.url).resolve("better-sqlite3")).href)};`;

function urlOf(file: string): string {
  return pathToFileURL(join(coreDirectory, "dist/migrations", file)).href;
}

function repeated(count: number, row: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => row(index)).join("");
}
