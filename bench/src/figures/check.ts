import { chmodSync, copyFileSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

import { initTestDb, MigrationRunner, type Strategy } from "@picklejar/core";

import { UNJUDGED } from "../check/judge.js";
import { slowDownOnRequest } from "../check/slow-down.js";
import { compare } from "../compare.js";
import type { FigureTask } from "../figure-task.js";
import { measureInTurns, type Contender } from "../measure-in-turns.js";
import { createProject } from "../project.js";
import type { ComparedFigure } from "../report.js";
import { findCopyPlace, type CopyPlace } from "./find-copy-place.js";
import { copyAndUnlink, createAndDispose, EXCLUSIVELY, strategyConfiguration } from "./used-database.js";

/** Something of ours, and what does the least that it could do. */
interface Pair {
  /** In the baseline. */
  readonly name: string;
  readonly ours: Contender;
  readonly reference: Contender;
}

interface Place extends CopyPlace {
  readonly migrationsDirectory: string;
}

const ROUNDS = 40;
const ITERATIONS = 15;

/** What every scenario or every command of a suite pays for, on the storage that picklejar picks by itself. */
export const measureCheck: FigureTask = ({ workDirectory }) =>
  measure(workDirectory, (place) => [
    copyPair("copy", "copy", place),
    overlayPair("overlay", place),
    untouchedPair("untouched", place),
    memoryPair(place),
    ...knownPathPairs(place),
  ]);

/** What depends on the kind of storage, on the disk: `PICKLEJAR_DIR`. */
export const measureCheckOnDisk: FigureTask = ({ workDirectory }) => {
  process.env["PICKLEJAR_DIR"] = join(workDirectory, "runs");
  return measure(workDirectory, (place) => [
    copyPair("copy-on-disk", "copy", place),
    copyPair("overlay-on-disk", "overlay", place),
  ]);
};

async function measure(workDirectory: string, pairsOf: (place: Place) => readonly Pair[]): Promise<readonly ComparedFigure[]> {
  const { directory, migrationsDirectory } = createProject(join(workDirectory, "project"), 40);
  process.chdir(directory);
  const place = await findCopyPlace(migrationsDirectory);
  const figures: ComparedFigure[] = [];
  for (const pair of pairsOf({ ...place, migrationsDirectory })) figures.push(await measurePair(pair));
  return figures;
}

async function measurePair({ name, ours, reference }: Pair): Promise<ComparedFigure> {
  const measurements = await measureInTurns([slowDownOnRequest(name, ours), reference], { rounds: ROUNDS, warmupRounds: 4 });
  return compare(measurements, { title: name, ours: ours.name, reference: reference.name, bar: UNJUDGED });
}

/** Without what the scenario does in between. */
function copyPair(name: string, strategy: Strategy, { templatePath, folder, migrationsDirectory }: Place): Pair {
  const config = strategyConfiguration(migrationsDirectory, strategy);
  return {
    name,
    ours: { ...named(`initTestDb, dispose; ${strategy}`), ...createAndDispose(config, "written") },
    reference: {
      ...named("copyFileSync (COPYFILE_EXCL), unlinkSync"),
      ...copyAndUnlink(templatePath, folder, "written", EXCLUSIVELY),
    },
  };
}

function overlayPair(name: string, place: Place): Pair {
  return { ...copyPair(name, "overlay", place), reference: openAndClose(place) };
}

function untouchedPair(name: string, place: Place): Pair {
  const config = strategyConfiguration(place.migrationsDirectory, "auto", "untouched");
  return {
    name,
    ours: { ...named("initTestDb, dispose; auto, untouched"), ...createAndDispose(config, "untouched") },
    reference: openAndClose(place),
  };
}

/** SQLite opens a file with the first look into it. */
function openAndClose({ templatePath, folder }: Place): Contender {
  const path = join(folder, "opened.db");
  copyFileSync(templatePath, path);
  chmodSync(path, 0o600);
  return {
    ...named("new Database(path), PRAGMA schema_version, close"),
    isAsync: false,
    run: () => {
      const database = new Database(path);
      database.pragma("schema_version");
      database.close();
    },
  };
}

function memoryPair({ templatePath, migrationsDirectory }: Place): Pair {
  const config = strategyConfiguration(migrationsDirectory, "memory");
  // Read once, as ours is: reading it each time leaves buffers for the garbage collector, which now and then takes longer than all the rest.
  const content = readFileSync(templatePath);
  return {
    name: "memory",
    ours: {
      ...named("initTestDb, open, dispose; memory"),
      isAsync: true,
      run: async () => {
        const database = await initTestDb(config);
        database.open();
        await database.dispose();
      },
    },
    reference: {
      ...named("new Database(buffer), close"),
      isAsync: false,
      run: () => void new Database(content).close(),
    },
  };
}

/** Both are asked by every command of an application. */
function knownPathPairs({ folder, migrationsDirectory }: Place): readonly Pair[] {
  const config = strategyConfiguration(migrationsDirectory, "copy");
  const runner = new MigrationRunner({ migrations: migrationsDirectory });
  const path = join(folder, "known.db");
  const reference = { ...named("statSync"), isAsync: false, run: () => statSync(path), batch: 100 };
  return [
    {
      name: "known-path",
      ours: { ...named("initTestDb(path), cached"), isAsync: true, run: () => initTestDb(path, config), batch: 100 },
      reference,
    },
    {
      name: "fast-path",
      ours: { ...named("initOrUpgrade(path)"), isAsync: true, run: () => runner.initOrUpgrade(path), batch: 100 },
      reference,
    },
  ];
}

function named(name: string): Pick<Contender, "name" | "iterations"> {
  return { name, iterations: ITERATIONS };
}
