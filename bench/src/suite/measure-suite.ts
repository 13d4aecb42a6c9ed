import { spreadOf } from "../statistics.js";
import { runCucumber, type CucumberRun, type SuiteSteps, type SuiteTimes } from "./run-cucumber.js";
import type { Storage } from "./storages.js";
import { EMPTY_PAIR, type SuiteContender } from "./suite-contenders.js";
import type { SuiteProject } from "./suite-project.js";
import type { SuiteRow, SuiteTable } from "./suite-report.js";

/** One kind of run. */
export interface SuiteEntry {
  readonly contender: SuiteContender;
  readonly storage: Storage;
  /** 0 for a run without workers. */
  readonly workers: number;
}

export interface MeasureSuiteOptions {
  readonly title: string;
  readonly project: SuiteProject;
  /** Each number of workers needs an {@link EMPTY_PAIR} of its own among them. */
  readonly entries: readonly SuiteEntry[];
  /** What scenarios do, but for those of {@link EMPTY_PAIR}, which always do nothing. @defaultValue `"nothing"` */
  readonly steps?: SuiteSteps;
  /** How many scenarios a whole run has. */
  readonly scenarioCount: number;
  readonly turns: number;
  /** How long a whole run may take before it is cut, and what it is cut to; milliseconds. */
  readonly limits: SuiteLimits;
  readonly omissions?: readonly string[];
  /** Is told what happens next. */
  readonly onProgress: (line: string) => void;
}

export interface SuiteLimits {
  readonly wholeMs: number;
  readonly cutMs: number;
  /** Scenarios of the first runs of each contender, which are not counted: fewer, and more for what is quick enough. */
  readonly pilots: readonly number[];
}

interface PlannedEntry extends SuiteEntry {
  readonly scenarioCount: number;
}

interface Sample {
  /** Of the whole suite. */
  readonly wholeMs: number;
  /** Of one scenario. */
  readonly scenarioMs: number;
  readonly scenarioCpuMs: number | undefined;
}

/**
 * Runs suites by turns, each turn beginning with another: a machine that is busy for a while is so for all of them. What would take too
 * long is cut to fewer scenarios, and their cost multiplied.
 */
export async function measureSuite(options: MeasureSuiteOptions): Promise<SuiteTable> {
  const { title, project, scenarioCount, turns, omissions = [], onProgress } = options;
  const entries = await planEntries(options);
  const samples = new Map<PlannedEntry, Sample[]>(entries.map((entry) => [entry, []]));
  const summaries = new Map<PlannedEntry, SuiteRow["summary"]>();
  for (let turn = 0; turn < turns; turn++) {
    const first = Math.floor((turn * entries.length) / turns);
    for (const entry of [...entries.slice(first), ...entries.slice(0, first)]) {
      const run = await runEntry(entry, options);
      onProgress(`${title}: turn ${turn + 1} of ${turns}, ${describeEntry(entry)}: ${(run.wallMs / 1000).toFixed(1)} s`);
      samples.get(entry)?.push(sampleOf(run, entry, scenarioCount));
      summaries.set(entry, run.summary);
    }
  }
  const rows = entries.map((entry) => {
    const reference = entries.find(({ contender, workers }) => contender === EMPTY_PAIR && workers === entry.workers);
    if (reference === undefined) throw new RangeError(`entries must have an empty pair with ${entry.workers} workers`);
    return toRow(entry, samples.get(entry) ?? [], samples.get(reference) ?? [], {
      scenarioCount,
      summary: summaries.get(entry),
    });
  });
  return { title, scenarioCount, turns, templateBytes: project.templateBytes, rows, omissions };
}

/** Runs each briefly: that warms the disk's cache, and shows what can be run in full. */
async function planEntries(options: MeasureSuiteOptions): Promise<readonly PlannedEntry[]> {
  const planned: PlannedEntry[] = [];
  for (const entry of options.entries) {
    options.onProgress(`${options.title}: trying ${describeEntry(entry)}`);
    // Workers load for so long that a short run says nothing; they are for what is quick. And what all is measured by is never guessed.
    const isWhole = entry.workers > 0 || entry.contender === EMPTY_PAIR;
    const count = isWhole ? options.scenarioCount : await planScenarios(entry, options);
    planned.push({ ...entry, scenarioCount: count });
  }
  return planned;
}

/** What begins slowly may be quick when it is warm, but not by orders of magnitude. */
async function planScenarios(entry: SuiteEntry, options: MeasureSuiteOptions): Promise<number> {
  const most = Math.min(options.scenarioCount, entry.contender.mostScenarios ?? Infinity);
  const { pilots, wholeMs, cutMs } = options.limits;
  for (const pilot of pilots.filter((count) => count < most)) {
    const { times } = await runEntry({ ...entry, scenarioCount: pilot }, options);
    const scenarioMs = times === undefined ? 0 : laterScenarioMs(times, pilot);
    const isLast = pilot === pilots.at(-1);
    // A cold process takes several times as long.
    if (scenarioMs * most > (isLast ? wholeMs : 5 * wholeMs))
      return Math.min(most, Math.max(pilot, Math.round(cutMs / scenarioMs)));
  }
  return most;
}

function runEntry(
  { contender, storage, workers, scenarioCount }: PlannedEntry,
  { project, steps = "nothing" }: Pick<MeasureSuiteOptions, "project" | "steps">,
): Promise<CucumberRun> {
  const { support, strategy } = contender;
  return runCucumber({
    project,
    scenarioCount,
    support,
    // Without a database there is nothing to be done with it.
    steps: contender === EMPTY_PAIR ? "nothing" : steps,
    storage: storage.directory,
    strategy,
    workers,
  });
}

function describeEntry({ contender, storage, workers }: SuiteEntry): string {
  const place = contender.hasFiles ? ` on ${storage.label}` : "";
  return `${contender.name}${place}${workers > 0 ? `, workers: ${workers}` : ""}`;
}

/** What is done once a run is taken as it was, and the scenarios for as many as the whole suite has. */
function sampleOf({ wallMs, times }: CucumberRun, { scenarioCount }: PlannedEntry, wholeCount: number): Sample {
  if (times === undefined) return { wholeMs: wallMs, scenarioMs: wallMs / scenarioCount, scenarioCpuMs: undefined };
  const missingMs = laterScenarioMs(times, scenarioCount) * (wholeCount - scenarioCount);
  return {
    wholeMs: wallMs + missingMs,
    scenarioMs: (times.scenariosMs + missingMs) / wholeCount,
    scenarioCpuMs: times.scenariosCpuMs / scenarioCount,
  };
}

/** Without the first, which pays for what is made once. */
function laterScenarioMs({ scenariosMs, firstScenarioMs }: SuiteTimes, scenarioCount: number): number {
  return (scenariosMs - firstScenarioMs) / (scenarioCount - 1);
}

function toRow(
  entry: PlannedEntry,
  samples: readonly Sample[],
  references: readonly Sample[],
  { scenarioCount, summary }: { readonly scenarioCount: number; readonly summary: SuiteRow["summary"] },
): SuiteRow {
  const { name, title, givesRealFiles, hasFiles } = entry.contender;
  const pairs = samples.flatMap((sample, turn) => {
    const reference = references[turn];
    return reference === undefined ? [] : [{ sample, reference }];
  });
  const cpu = pairs.flatMap(({ sample, reference }) =>
    sample.scenarioCpuMs === undefined || reference.scenarioCpuMs === undefined
      ? []
      : [(sample.scenarioCpuMs - reference.scenarioCpuMs) * 1000],
  );
  return {
    name,
    title,
    givesRealFiles,
    storage: hasFiles ? entry.storage.label : undefined,
    workers: entry.workers,
    scenarioCount: entry.scenarioCount,
    isExtrapolated: entry.scenarioCount < scenarioCount,
    wholeMs: spreadOf(samples.map(({ wholeMs }) => wholeMs)),
    ratio: spreadOf(pairs.map(({ sample, reference }) => sample.wholeMs / reference.wholeMs)),
    addedMicroseconds: spreadOf(pairs.map(({ sample, reference }) => (sample.scenarioMs - reference.scenarioMs) * 1000)),
    addedCpuMicroseconds: cpu.length === 0 ? undefined : spreadOf(cpu),
    summary,
  };
}
