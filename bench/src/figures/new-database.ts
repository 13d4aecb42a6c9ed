import { copyFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import Database from "better-sqlite3";
import { initTestDb, MigrationRunner, type TestDatabase } from "@picklejar/core";
import { prepareTestDatabases } from "@picklejar/core/integration";

import { compare } from "../compare.js";
import type { FigureTask } from "../figure-task.js";
import { measureInTurns, type Contender } from "../measure-in-turns.js";
import { migrateWithPlainUmzug } from "../plain-umzug.js";
import { createProject } from "../project.js";
import type { Figure } from "../report.js";
import { fileSystemOf } from "../storage.js";

/** A new database, on the storage that picklejar picks by itself. */
export const measureNewDatabase: FigureTask = (options) => measure(options);

/** A new database, on the disk: `PICKLEJAR_DIR`. */
export const measureNewDatabaseOnDisk: FigureTask = (options) => {
  process.env["PICKLEJAR_DIR"] = join(options.workDirectory, "runs");
  return measure(options);
};

const measure: FigureTask = async ({ workDirectory, isQuick }) => {
  const { directory, migrationsDirectory } = createProject(join(workDirectory, "project"), 40);
  process.chdir(directory);
  const { template } = await prepareTestDatabases();
  if (template === undefined) throw new Error("PICKLEJAR_TEMPLATE must not be off for this measurement");
  const first = await initTestDb();
  const runFolder = dirname(dirname(first.path));
  await first.dispose();
  const size = `${(template.sizeBytes / 1e6).toFixed(2)} MB, 40 migrations, ${fileSystemOf(runFolder)}`;
  const rounds = isQuick ? 6 : 40;

  const copies = await measureInTurns([newDatabase(40), copyFile(template.path, runFolder)], {
    rounds: rounds * 2,
    warmupRounds: 4,
  });
  const migrations = await measureInTurns([newDatabase(20), ...migrators(migrationsDirectory, runFolder)], {
    rounds,
    warmupRounds: 2,
  });
  const copied = `a new database from the template (${size})`;
  const bar = { kind: "times-faster", value: 100 } as const;
  return [
    compare(copies, {
      title: copied,
      ours: "initTestDb()",
      reference: "fs.copyFileSync",
      bar: { kind: "times-as-long", value: 1.15 },
    }),
    compare(migrations, { title: copied, ours: "initTestDb()", reference: "MigrationRunner.up", bar }),
    compare(migrations, { title: copied, ours: "initTestDb()", reference: "plain umzug", bar }),
  ] satisfies Figure[];
};

function newDatabase(iterations: number): Contender {
  let database: TestDatabase | undefined;
  return {
    name: "initTestDb()",
    run: async () => {
      database = await initTestDb();
    },
    // Written to, since a database that nobody touched would serve again: what is measured is to be a new one each time.
    after: async () => {
      database?.open().exec("CREATE TABLE used (a)");
      await database?.dispose();
    },
    isAsync: true,
    iterations,
  };
}

function copyFile(templatePath: string, runFolder: string): Contender {
  let count = 0;
  let path = "";
  return {
    name: "fs.copyFileSync",
    run: () => {
      path = join(runFolder, `copy-${++count}.db`);
      copyFileSync(templatePath, path);
    },
    // As after ours: what is done in between leaves the processor's caches in the same state.
    after: () => {
      const connection = new Database(path);
      connection.exec("CREATE TABLE used (a)");
      connection.close();
      rmSync(path);
    },
    isAsync: false,
    iterations: 40,
  };
}

/** In the same folder. `up` and not `initOrUpgrade`, which would copy the template here. */
function migrators(migrationsDirectory: string, runFolder: string): Contender[] {
  const runner = new MigrationRunner({ migrations: migrationsDirectory });
  return [
    migrator("MigrationRunner.up", runFolder, (path) => runner.up(path)),
    migrator("plain umzug", runFolder, (path) => migrateWithPlainUmzug(path, migrationsDirectory)),
  ];
}

function migrator(name: string, runFolder: string, migrate: (path: string) => Promise<unknown>): Contender {
  const path = join(runFolder, `${name.replaceAll(/\W/g, "-")}.db`);
  return { name, run: async () => void (await migrate(path)), after: () => rmSync(path), isAsync: true, iterations: 1 };
}
