import { statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

import { initTestDb } from "@picklejar/core";

import { compare } from "../compare.js";
import type { FigureTask } from "../figure-task.js";
import { measureInTurns } from "../measure-in-turns.js";
import { createPlainUmzug } from "../plain-umzug.js";
import { createProject } from "../project.js";

const TITLE = "a path that this process knows, 40 migrations";

/** `initTestDb(path)` when nothing is to be done, against asking umzug whether there is something to be done. */
export const measureKnownPath: FigureTask = async ({ workDirectory, isQuick }) => {
  const { directory, migrationsDirectory } = createProject(join(workDirectory, "project"), 40);
  process.chdir(directory);
  const path = join(directory, "test.db");
  await initTestDb(path);
  const kept = new Database(path);
  kept.exec("CREATE TABLE umzug_migrations (name TEXT PRIMARY KEY)");
  kept.exec("INSERT INTO umzug_migrations SELECT name || '.sql' FROM picklejar_migrations");
  const keptUmzug = createPlainUmzug(kept, migrationsDirectory);

  const measurements = await measureInTurns(
    [
      { name: "initTestDb(path), cached", run: () => initTestDb(path), isAsync: true, iterations: 20, batch: 100 },
      { name: "fs.statSync", run: () => statSync(path), isAsync: false, iterations: 20, batch: 100 },
      {
        name: "umzug.pending(), with open and close",
        run: () => askUmzug(path, migrationsDirectory),
        isAsync: true,
        iterations: 20,
      },
      { name: "umzug.pending(), connection kept", run: () => expectNone(keptUmzug), isAsync: true, iterations: 20 },
    ],
    { rounds: isQuick ? 10 : 100, warmupRounds: isQuick ? 3 : 10 },
  );
  kept.close();
  const bar = { kind: "times-faster", value: 100 } as const;
  const ours = "initTestDb(path), cached";
  return [
    compare(measurements, { title: TITLE, ours, reference: "fs.statSync", bar: { kind: "times-as-long", value: 2 } }),
    compare(measurements, { title: TITLE, ours, reference: "umzug.pending(), with open and close", bar }),
    // For information: a command line does not keep one, and it is what the one `stat` that is ours is up against.
    compare(measurements, { title: TITLE, ours, reference: "umzug.pending(), connection kept" }),
  ];
};

async function askUmzug(path: string, migrationsDirectory: string): Promise<void> {
  const database = new Database(path);
  try {
    await expectNone(createPlainUmzug(database, migrationsDirectory));
  } finally {
    database.close();
  }
}

async function expectNone(umzug: ReturnType<typeof createPlainUmzug>): Promise<void> {
  const pending = await umzug.pending();
  if (pending.length > 0) throw new Error(`nothing should be pending in this measurement; ${pending.length} are`);
}
