import { chmodSync, constants, copyFileSync, readFileSync, statSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";

import { initTestDb, MigrationRunner, type DatabaseConfig, type Strategy } from "@picklejar/core";
import { prepareTestDatabases } from "@picklejar/core/integration";

import { UNJUDGED } from "../check/judge.js";
import { slowDownOnRequest } from "../check/slow-down.js";
import { compare } from "../compare.js";
import type { FigureTask } from "../figure-task.js";
import { measureInTurns, type Contender } from "../measure-in-turns.js";
import { createProject } from "../project.js";
import type { ComparedFigure } from "../report.js";

/** Something of ours, and what does the least that it could do. */
interface Pair {
  /** In the baseline. */
  readonly name: string;
  readonly ours: Contender;
  readonly reference: Contender;
}

interface Place {
  /** Absolute path of a template. */
  readonly templatePath: string;
  /** Absolute folder on the storage that is measured. */
  readonly folder: string;
  readonly migrationsDirectory: string;
}

const ROUNDS = 40;
const ITERATIONS = 15;

/** What every scenario or every command of a suite pays for, on the storage that picklejar picks by itself. */
export const measureCheck: FigureTask = ({ workDirectory }) =>
  measure(workDirectory, (place) => [
    copyPair("copy", place),
    overlayPair("overlay", place),
    memoryPair(place),
    ...knownPathPairs(place),
  ]);

/** What depends on the kind of storage, on the disk: `PICKLEJAR_DIR`. */
export const measureCheckOnDisk: FigureTask = ({ workDirectory }) => {
  process.env["PICKLEJAR_DIR"] = join(workDirectory, "runs");
  return measure(workDirectory, (place) => [copyPair("copy-on-disk", place), overlayPair("overlay-on-disk", place)]);
};

async function measure(workDirectory: string, pairsOf: (place: Place) => readonly Pair[]): Promise<readonly ComparedFigure[]> {
  const { directory, migrationsDirectory } = createProject(join(workDirectory, "project"), 40);
  process.chdir(directory);
  const config = configurationOf(migrationsDirectory, "copy");
  const { template } = await prepareTestDatabases(config);
  if (template === undefined) throw new Error("PICKLEJAR_TEMPLATE must not be off for this measurement");
  const first = await initTestDb(config);
  const folder = dirname(first.path);
  await first.dispose();
  const figures: ComparedFigure[] = [];
  for (const pair of pairsOf({ templatePath: template.path, folder, migrationsDirectory }))
    figures.push(await measurePair(pair));
  return figures;
}

async function measurePair({ name, ours, reference }: Pair): Promise<ComparedFigure> {
  const measurements = await measureInTurns([slowDownOnRequest(name, ours), reference], { rounds: ROUNDS, warmupRounds: 4 });
  return compare(measurements, { title: name, ours: ours.name, reference: reference.name, bar: UNJUDGED });
}

function copyPair(name: string, { templatePath, folder, migrationsDirectory }: Place): Pair {
  let count = 0;
  return {
    name,
    ours: createAndDispose("copy", migrationsDirectory),
    reference: {
      ...synchronous("copyFileSync (COPYFILE_EXCL), unlinkSync"),
      run: () => {
        const path = join(folder, `by-hand-${++count}.db`);
        copyFileSync(templatePath, path, constants.COPYFILE_EXCL);
        unlinkSync(path);
      },
    },
  };
}

/** SQLite opens a file with the first look into it. */
function overlayPair(name: string, { templatePath, folder, migrationsDirectory }: Place): Pair {
  const path = join(folder, "opened.db");
  copyFileSync(templatePath, path);
  chmodSync(path, 0o600);
  return {
    name,
    ours: createAndDispose("overlay", migrationsDirectory),
    reference: {
      ...synchronous("new Database(path), PRAGMA schema_version, close"),
      run: () => {
        const database = new Database(path);
        database.pragma("schema_version");
        database.close();
      },
    },
  };
}

function createAndDispose(strategy: Strategy, migrationsDirectory: string): Contender {
  const config = configurationOf(migrationsDirectory, strategy);
  return {
    ...asynchronous(`initTestDb, dispose; ${strategy}`),
    run: async () => {
      const database = await initTestDb(config);
      await database.dispose();
    },
  };
}

function memoryPair({ templatePath, migrationsDirectory }: Place): Pair {
  const config = configurationOf(migrationsDirectory, "memory");
  return {
    name: "memory",
    ours: {
      ...asynchronous("initTestDb, open, dispose; memory"),
      run: async () => {
        const database = await initTestDb(config);
        database.open();
        await database.dispose();
      },
    },
    reference: {
      ...synchronous("readFileSync, new Database(buffer), close"),
      run: () => void new Database(readFileSync(templatePath)).close(),
    },
  };
}

/** Both are asked by every command of an application. */
function knownPathPairs({ folder, migrationsDirectory }: Place): readonly Pair[] {
  const config = configurationOf(migrationsDirectory, "copy");
  const runner = new MigrationRunner({ migrations: migrationsDirectory });
  const path = join(folder, "known.db");
  const reference = { ...synchronous("statSync"), run: () => statSync(path), batch: 100 };
  return [
    {
      name: "known-path",
      ours: { ...asynchronous("initTestDb(path), cached"), run: () => initTestDb(path, config), batch: 100 },
      reference,
    },
    {
      name: "early-return",
      ours: { ...asynchronous("initOrUpgrade(path)"), run: () => runner.initOrUpgrade(path), batch: 100 },
      reference,
    },
  ];
}

function configurationOf(migrations: string, strategy: Strategy): DatabaseConfig {
  return { migrations, strategy, version: "1", connection: (database) => void database.pragma("journal_mode = WAL") };
}

function asynchronous(name: string): Pick<Contender, "name" | "isAsync" | "iterations"> {
  return { name, isAsync: true, iterations: ITERATIONS };
}

function synchronous(name: string): Pick<Contender, "name" | "isAsync" | "iterations"> {
  return { name, isAsync: false, iterations: ITERATIONS };
}
