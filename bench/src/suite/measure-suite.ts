import { spreadOf } from "../statistics.js";
import { runCucumber, type CucumberRun } from "./run-cucumber.js";
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
  /** Scenarios of the first run of each contender, which is not counted. */
  readonly pilotScenarios: number;
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
  const origins = new Map<PlannedEntry, SuiteRow["origins"]>();
  for (let turn = 0; turn < turns; turn++) {
    const first = Math.floor((turn * entries.length) / turns);
    for (const entry of [...entries.slice(first), ...entries.slice(0, first)]) {
      const run = await runEntry(entry, project);
      onProgress(`${title}: turn ${turn + 1} of ${turns}, ${describeEntry(entry)}: ${(run.wallMs / 1000).toFixed(1)} s`);
      samples.get(entry)?.push(sampleOf(run, entry, scenarioCount));
      origins.set(entry, run.summary?.origins);
    }
  }
  const rows = entries.map((entry) => {
    const reference = entries.find(({ contender, workers }) => contender === EMPTY_PAIR && workers === entry.workers);
    if (reference === undefined) throw new RangeError(`entries must have an empty pair with ${entry.workers} workers`);
    return toRow(entry, samples.get(entry) ?? [], samples.get(reference) ?? [], {
      scenarioCount,
      origins: origins.get(entry),
    });
  });
  return { title, scenarioCount, turns, templateBytes: project.templateBytes, rows, omissions };
}

/** Runs each once, briefly: that warms the disk's cache, and shows what can be run in full. */
async function planEntries(options: MeasureSuiteOptions): Promise<readonly PlannedEntry[]> {
  const { title, project, entries, scenarioCount, limits, onProgress } = options;
  const planned: PlannedEntry[] = [];
  for (const entry of entries) {
    // Workers load for so long that a short run says nothing; they are for what is quick. And what all is measured by is never guessed.
    if (entry.workers > 0 || entry.contender === EMPTY_PAIR) {
      planned.push({ ...entry, scenarioCount });
      continue;
    }
    const pilot = { ...entry, scenarioCount: Math.min(limits.pilotScenarios, scenarioCount) };
    onProgress(`${title}: trying ${describeEntry(entry)}`);
    const run = await runEntry(pilot, project);
    const scenarioMs = (run.times?.scenariosMs ?? 0) / pilot.scenarioCount;
    const isCut = scenarioMs * scenarioCount > limits.wholeMs;
    const count = isCut ? Math.max(pilot.scenarioCount, Math.round(limits.cutMs / scenarioMs)) : scenarioCount;
    planned.push({ ...entry, scenarioCount: count });
  }
  return planned;
}

function runEntry({ contender, storage, workers, scenarioCount }: PlannedEntry, project: SuiteProject): Promise<CucumberRun> {
  const { support, strategy } = contender;
  return runCucumber({ project, scenarioCount, support, storage: storage.directory, strategy, workers });
}

function describeEntry({ contender, storage, workers }: SuiteEntry): string {
  const place = contender.hasFiles ? ` on ${storage.label}` : "";
  return `${contender.name}${place}${workers > 0 ? `, workers: ${workers}` : ""}`;
}

/** What is done once a run is taken as it was, and the scenarios for as many as the whole suite has. */
function sampleOf({ wallMs, times }: CucumberRun, entry: PlannedEntry, wholeCount: number): Sample {
  if (times === undefined) {
    return { wholeMs: wallMs, scenarioMs: wallMs / entry.scenarioCount, scenarioCpuMs: undefined };
  }
  const scenarioMs = times.scenariosMs / entry.scenarioCount;
  return {
    wholeMs: wallMs + scenarioMs * (wholeCount - entry.scenarioCount),
    scenarioMs,
    scenarioCpuMs: times.scenariosCpuMs / entry.scenarioCount,
  };
}

function toRow(
  entry: PlannedEntry,
  samples: readonly Sample[],
  references: readonly Sample[],
  { scenarioCount, origins }: { readonly scenarioCount: number; readonly origins: SuiteRow["origins"] },
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
    origins,
  };
}
