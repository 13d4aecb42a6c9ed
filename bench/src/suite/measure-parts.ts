import { rmSync } from "node:fs";
import { join } from "node:path";

import { measureSuite, type SuiteEntry, type SuiteLimits } from "./measure-suite.js";
import { refusalOf, type Storage } from "./storages.js";
import { COPY_BY_HAND, EMPTY_PAIR, PICKLEJAR, SUITE_CONTENDERS, UNRECORDED, type SuiteContender } from "./suite-contenders.js";
import type { SuiteOptions } from "./suite-options.js";
import { createSuiteProject } from "./suite-project.js";
import type { SuiteTable } from "./suite-report.js";

export interface MeasurePartOptions extends Pick<SuiteOptions, "isQuick" | "scenarioCount" | "turns" | "contenders"> {
  /** Absolute folder, on the disk. */
  readonly workDirectory: string;
  readonly storages: readonly Storage[];
  readonly onProgress: (line: string) => void;
}

const WRITING_CONTENDERS: ReadonlySet<string> = new Set([
  "picklejar-auto",
  "picklejar-overlay",
  "picklejar-copy",
  "copy-by-hand",
  "copy-by-hand-exclusively",
  "rollback",
]);
const LARGE_BYTES = 500e6;
/** The template and what is copied by hand, and as much again in either storage. */
const LARGE_ROOM_BYTES = 2.5 * LARGE_BYTES;

/** All contenders, one scenario after another. */
export async function measureScenarios(options: MeasurePartOptions): Promise<SuiteTable> {
  const wanted = SUITE_CONTENDERS.filter(
    (contender) => contender === EMPTY_PAIR || options.contenders.includes(contender.name),
  );
  return measureSuite({
    ...options,
    title: "a suite, one scenario after another",
    project: createSuiteProject(join(options.workDirectory, "scenarios"), 40),
    entries: wanted.flatMap((contender) => entriesOf(contender, options.storages)),
    limits: limitsOf(options),
  });
}

/** Scenarios that use what they get: the ways to make a file that can be undone are dearer then. Half as many of them. */
export async function measureWriting(options: MeasurePartOptions): Promise<SuiteTable> {
  const contenders = SUITE_CONTENDERS.filter(({ name }) => WRITING_CONTENDERS.has(name));
  return measureSuite({
    ...options,
    title: "scenarios that open their database, write a row, read it, and close it",
    project: createSuiteProject(join(options.workDirectory, "writing"), 40),
    steps: "write",
    scenarioCount: Math.ceil(options.scenarioCount / 2),
    entries: [EMPTY_PAIR, ...contenders].flatMap((contender) => entriesOf(contender, options.storages)),
    limits: limitsOf(options),
  });
}

/** What the recorder adds to a green suite: a few microseconds a step, which only many turns tell from chance. */
export async function measureRecorder(options: MeasurePartOptions): Promise<readonly SuiteTable[]> {
  const project = createSuiteProject(join(options.workDirectory, "recorder"), 40);
  const tables: SuiteTable[] = [];
  for (const strategy of ["copy", "overlay"] as const)
    for (const [steps, title] of STEPS_OF_TEMPLATES) {
      const contenders = [EMPTY_PAIR, { ...UNRECORDED, strategy }, { ...PICKLEJAR, strategy }];
      const table = await measureSuite({
        ...options,
        title: `the recorder, ${strategy}, ${title}`,
        project,
        steps,
        scenarioCount: Math.min(RECORDED_SCENARIOS, options.scenarioCount),
        turns: options.isQuick ? 1 : Math.max(RECORDER_TURNS, options.turns),
        entries: contenders.flatMap((contender) => entriesOf(contender, options.storages.slice(0, 1))),
        limits: { wholeMs: Infinity, cutMs: 0, pilots: [] },
      });
      tables.push(table);
    }
  return tables;
}

const RECORDED_SCENARIOS = 1500;
const RECORDER_TURNS = 15;

/** The quickest, side by side. A quarter as many scenarios: workers take long to load. */
export async function measureWorkers(options: MeasurePartOptions): Promise<SuiteTable> {
  const [storage] = options.storages;
  if (storage === undefined) throw new RangeError("storages must have at least one");
  const entries = (options.isQuick ? [1, 4] : [1, 2, 4]).flatMap((workers) =>
    [EMPTY_PAIR, PICKLEJAR, COPY_BY_HAND].map((contender): SuiteEntry => ({ contender, storage, workers })),
  );
  return measureSuite({
    ...options,
    title: "the same in workers",
    project: createSuiteProject(join(options.workDirectory, "workers"), 40),
    scenarioCount: Math.ceil(options.scenarioCount / 4),
    entries,
    limits: limitsOf(options),
  });
}

/** Templates of one size, and how many scenarios of a run are enough to tell. */
interface TemplateSize {
  readonly megabytes: number;
  readonly migrationCount: number;
  readonly fillerBytes: number;
  readonly scenarioCount: number;
}

const TEMPLATE_SIZES: readonly TemplateSize[] = [
  { megabytes: 0.1, migrationCount: 5, fillerBytes: 0, scenarioCount: 1500 },
  { megabytes: 0.5, migrationCount: 40, fillerBytes: 0, scenarioCount: 1500 },
  { megabytes: 5, migrationCount: 40, fillerBytes: 4.5e6, scenarioCount: 400 },
  { megabytes: 50, migrationCount: 40, fillerBytes: 49.5e6, scenarioCount: 60 },
];

/** What `auto` costs at each size of template, with and without the recorder, with steps that do nothing and with steps that write, against the quickest copy by hand. */
export async function measureTemplates(options: MeasurePartOptions): Promise<readonly SuiteTable[]> {
  const byHand = SUITE_CONTENDERS.filter(({ name }) => name === "copy-by-hand-exclusively");
  const tables: SuiteTable[] = [];
  for (const { megabytes, migrationCount, fillerBytes, scenarioCount } of TEMPLATE_SIZES) {
    const directory = join(options.workDirectory, `template-${megabytes}`);
    const project = createSuiteProject(directory, migrationCount, { fillerBytes });
    for (const [steps, title] of STEPS_OF_TEMPLATES) {
      const table = await measureSuite({
        ...options,
        title: `${title}, with a template of ${megabytes} MB`,
        project,
        steps,
        scenarioCount: Math.min(scenarioCount, options.scenarioCount),
        entries: [EMPTY_PAIR, PICKLEJAR, UNRECORDED, ...byHand].flatMap((contender) => entriesOf(contender, options.storages)),
        limits: { wholeMs: Infinity, cutMs: 0, pilots: [] },
      });
      tables.push({ ...table, size: { megabytes, steps } });
    }
    rmSync(directory, { recursive: true, force: true });
  }
  return tables;
}

const STEPS_OF_TEMPLATES = [
  ["nothing", "steps that do nothing"],
  ["write", "steps that write"],
] as const;

/** A template whose copies take long. */
export async function measureLarge(options: MeasurePartOptions): Promise<SuiteTable> {
  const { isQuick, storages, workDirectory, onProgress } = options;
  const bytes = isQuick ? LARGE_BYTES / 100 : LARGE_BYTES;
  const refusals = storages.map((storage) => ({ storage, refusal: refusalOf(storage, isQuick ? 0 : LARGE_ROOM_BYTES) }));
  const roomy = refusals.filter(({ refusal }) => refusal === undefined).map(({ storage }) => storage);
  const directory = join(workDirectory, "large");
  onProgress(`building a template of ${bytes / 1e6} MB`);
  const table = await measureSuite({
    ...options,
    title: "a suite with a large template",
    project: createSuiteProject(directory, 40, { fillerBytes: bytes }),
    turns: Math.min(2, options.turns),
    entries: [EMPTY_PAIR, PICKLEJAR, COPY_BY_HAND].flatMap((contender) => entriesOf(contender, roomy)),
    limits: isQuick ? limitsOf(options) : { ...limitsOf(options), pilots: [3, 20] },
    omissions: refusals.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal])),
  });
  rmSync(directory, { recursive: true, force: true });
  return table;
}

/** What has no files is measured once. */
function entriesOf(contender: SuiteContender, storages: readonly Storage[]): readonly SuiteEntry[] {
  const relevant = contender.hasFiles ? storages : storages.slice(0, 1);
  return relevant.map((storage) => ({ contender, storage, workers: 0 }));
}

function limitsOf({ isQuick }: MeasurePartOptions): SuiteLimits {
  return isQuick ? { wholeMs: Infinity, cutMs: 0, pilots: [] } : { wholeMs: 60_000, cutMs: 800, pilots: [20] };
}
