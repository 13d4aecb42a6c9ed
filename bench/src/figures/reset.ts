import { copyFileSync, rmSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";

import { initTestDb, type DatabaseConfig } from "@picklejar/core";
import { prepareTestDatabases } from "@picklejar/core/integration";

import { compare } from "../compare.js";
import type { FigureTask } from "../figure-task.js";
import { measureInTurns, type Contender } from "../measure-in-turns.js";
import { createProject } from "../project.js";
import type { Bar, Figure, OmittedFigure } from "../report.js";
import { fileSystemOf } from "../storage.js";
import { refusalOf } from "../suite/storages.js";

/** A size of templates, and what makes it. */
interface TemplateSize {
  readonly megabytes: number;
  readonly migrationCount: number;
  readonly fillerBytes: number;
  /** Of the reference, a round. */
  readonly copies: number;
}

const SIZES: readonly TemplateSize[] = [
  { megabytes: 0.1, migrationCount: 5, fillerBytes: 0, copies: 20 },
  { megabytes: 0.5, migrationCount: 40, fillerBytes: 0, copies: 20 },
  { megabytes: 5, migrationCount: 40, fillerBytes: 4.5e6, copies: 5 },
  { megabytes: 50, migrationCount: 40, fillerBytes: 49.5e6, copies: 1 },
  { megabytes: 500, migrationCount: 40, fillerBytes: 499.5e6, copies: 1 },
];
const STRATEGIES = ["auto", "overlay", "copy"] as const;
/** A template, what a strategy keeps of it, a copy of ours and one by hand. */
const ROOM_IN_TEMPLATES = 4;
const LARGE_MEGABYTES = 50;
const REFERENCE = "fs.copyFileSync + unlinkSync";

/** A new database and the end of it, by the size of the template, on the storage that picklejar picks by itself. */
export const measureReset: FigureTask = (options) => measure(options);

/** The same on the disk: `PICKLEJAR_DIR`. */
export const measureResetOnDisk: FigureTask = (options) => {
  process.env["PICKLEJAR_DIR"] = join(options.workDirectory, "runs");
  return measure(options);
};

const measure: FigureTask = async ({ workDirectory, isQuick }) => {
  const figures: Figure[] = [];
  for (const size of isQuick ? SIZES.slice(0, 3) : SIZES) {
    process.stderr.write(`  ${size.megabytes} MB\n`);
    figures.push(...(await measureSize(size, workDirectory, isQuick ? 3 : roundsOf(size))));
  }
  return figures;
};

function roundsOf({ megabytes }: TemplateSize): number {
  return megabytes > LARGE_MEGABYTES ? 5 : 20;
}

async function measureSize(size: TemplateSize, workDirectory: string, rounds: number): Promise<readonly Figure[]> {
  const { megabytes, migrationCount, fillerBytes, copies } = size;
  const title = `a new database and its end, ${megabytes} MB`;
  const refusal = findRefusal(size, workDirectory);
  if (refusal !== undefined) return [{ kind: "omitted", title, reason: refusal, isMet: true } satisfies OmittedFigure];
  const { directory, migrationsDirectory } = createProject(join(workDirectory, `project-${megabytes}`), migrationCount, {
    fillerBytes,
  });
  process.chdir(directory);
  const config = configurationOf(migrationsDirectory, "auto");
  const { template } = await prepareTestDatabases(config);
  if (template === undefined) throw new Error("PICKLEJAR_TEMPLATE must not be off for this measurement");
  const first = await initTestDb(config);
  const folder = dirname(first.path);
  await first.dispose();
  const contenders = STRATEGIES.map((strategy) => picklejar(strategy, configurationOf(migrationsDirectory, strategy), copies));
  const measurements = await measureInTurns([...contenders, copyByHand(template.path, folder, copies)], { rounds });
  rmSync(directory, { recursive: true, force: true });
  return STRATEGIES.map((strategy) =>
    compare(measurements, {
      title: `${title} (${fileSystemOf(folder)})`,
      ours: nameOf(strategy),
      reference: REFERENCE,
      ...barOf(strategy, megabytes),
    }),
  );
}

function findRefusal({ megabytes }: TemplateSize, workDirectory: string): string | undefined {
  if (megabytes < LARGE_MEGABYTES) return undefined;
  const bytes = megabytes * 1e6 * ROOM_IN_TEMPLATES;
  const disk = refusalOf({ label: "the disk", directory: workDirectory, isInMemory: false }, bytes);
  if (disk !== undefined || process.env["PICKLEJAR_DIR"] !== undefined) return disk;
  return process.platform === "linux"
    ? refusalOf({ label: "/dev/shm", directory: "/dev/shm", isInMemory: true }, bytes)
    : undefined;
}

function configurationOf(migrations: string, strategy: (typeof STRATEGIES)[number]): DatabaseConfig {
  return { migrations, strategy, version: "1", connection: (database) => void database.pragma("journal_mode = WAL") };
}

function barOf(strategy: string, megabytes: number): { readonly bar?: Bar } {
  return strategy === "auto" && megabytes === LARGE_MEGABYTES ? { bar: { kind: "times-faster", value: 100 } } : {};
}

function nameOf(strategy: string): string {
  return `strategy ${strategy}`;
}

function picklejar(strategy: string, config: DatabaseConfig, copies: number): Contender {
  return {
    name: nameOf(strategy),
    run: async () => {
      const database = await initTestDb(config);
      await database.dispose();
    },
    isAsync: true,
    iterations: copies,
  };
}

function copyByHand(templatePath: string, folder: string, copies: number): Contender {
  let count = 0;
  return {
    name: REFERENCE,
    run: () => {
      const path = join(folder, `by-hand-${++count}.db`);
      copyFileSync(templatePath, path);
      unlinkSync(path);
    },
    isAsync: false,
    iterations: copies,
  };
}
