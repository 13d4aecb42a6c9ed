import { rmSync } from "node:fs";
import { join } from "node:path";

import type { Strategy } from "@picklejar/core";

import { compare } from "../compare.js";
import type { FigureOptions, FigureTask } from "../figure-task.js";
import { measureInTurns, type Contender } from "../measure-in-turns.js";
import { createProject } from "../project.js";
import type { Bar, Figure, OmittedFigure } from "../report.js";
import { fileSystemOf } from "../storage.js";
import { refusalOf } from "../suite/storages.js";
import { findCopyPlace } from "./find-copy-place.js";
import { copyAndUnlink, createAndDispose, strategyConfiguration, type DatabaseUse } from "./used-database.js";

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
/** What is measured at each size: all that there is with a scenario that writes, and one that does not. */
const KINDS: readonly (readonly [Strategy, DatabaseUse])[] = [
  ["auto", "written"],
  ["overlay", "written"],
  ["copy", "written"],
  ["auto", "untouched"],
];
/** A round of what does not depend on the size: as in a suite of thousands, and not as the first calls of a process, which nothing has compiled. */
const WARM_CALLS = 100;
/** A template, three bases, a copy of ours and one by hand, and one that is made ahead. */
const ROOM_IN_TEMPLATES = 7;
const LARGE_MEGABYTES = 50;
const REFERENCE = "fs.copyFileSync + unlinkSync";

/**
 * A new database and the end of it, without what the scenario does with it: for each size of template a process of its own, on the storage
 * that picklejar picks by itself, and on the disk.
 */
export const RESET_TASKS: ReadonlyMap<string, FigureTask> = new Map(
  [false, true].flatMap((isOnDisk) =>
    SIZES.map((size): [string, FigureTask] => [
      `reset of ${size.megabytes} MB${isOnDisk ? " on the disk" : ""}`,
      async (options) => measureSize(size, isOnDisk, options),
    ]),
  ),
);

function roundsOf({ megabytes }: TemplateSize): number {
  return megabytes > LARGE_MEGABYTES ? 3 : 12;
}

async function measureSize(
  size: TemplateSize,
  isOnDisk: boolean,
  { workDirectory, isQuick }: FigureOptions,
): Promise<readonly Figure[]> {
  const { megabytes, migrationCount, fillerBytes, copies } = size;
  if (isQuick && megabytes >= LARGE_MEGABYTES) return [];
  if (isOnDisk) process.env["PICKLEJAR_DIR"] = join(workDirectory, "runs");
  const title = `a new database and its end, ${megabytes} MB`;
  const refusal = findRefusal(size, workDirectory);
  if (refusal !== undefined) return [{ kind: "omitted", title, reason: refusal, isMet: true } satisfies OmittedFigure];
  const { directory, migrationsDirectory } = createProject(join(workDirectory, "project"), migrationCount, {
    fillerBytes,
  });
  process.chdir(directory);
  const { templatePath, folder } = await findCopyPlace(migrationsDirectory);
  const ours = KINDS.map(([strategy, use]): Contender => {
    const configuration = strategyConfiguration(migrationsDirectory, strategy, use);
    const iterations = strategy === "copy" ? copies : WARM_CALLS;
    return { name: nameOf(strategy, use), iterations, ...createAndDispose(configuration, use) };
  });
  const reference = { name: REFERENCE, iterations: copies, ...copyAndUnlink(templatePath, folder, "written") };
  const measurements = await measureInTurns([...ours, reference], { rounds: isQuick ? 3 : roundsOf(size) });
  rmSync(directory, { recursive: true, force: true });
  return KINDS.map(([strategy, use]) =>
    compare(measurements, {
      title: `${title} (${fileSystemOf(folder)})`,
      ours: nameOf(strategy, use),
      reference: REFERENCE,
      ...barOf(strategy, use, megabytes),
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

function barOf(strategy: Strategy, use: DatabaseUse, megabytes: number): { readonly bar?: Bar } {
  const isJudged = strategy === "auto" && use === "written" && megabytes === LARGE_MEGABYTES;
  return isJudged ? { bar: { kind: "times-faster", value: 100 } } : {};
}

function nameOf(strategy: Strategy, use: DatabaseUse): string {
  return `strategy ${strategy}, ${use}`;
}
