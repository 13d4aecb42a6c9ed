import type {
  ExpectedFailureSummary,
  IssueSummary,
  ScenarioSummary,
} from "../../harness/expected-failures/expected-failure-summary.js";
import type { RunSummary, TemplateSummary } from "../../harness/summary/run-summary.js";
import type { SummaryHead } from "../../harness/summary-file/summary-head.js";
import { type MergeProblem, withoutRepeatedRuns } from "./judge-shards.js";
import type { ShardRun } from "./shards.js";

/** What all shards of a suite did; plain data, written as the summary of the merged folder. */
export interface MergedSummary extends Pick<RunSummary, "databases" | "origins" | "totalMs" | "hooksMs" | "openConnections"> {
  /** Version of the file's form. */
  readonly picklejar: 1;
  /** ISO 8601. */
  readonly mergedAt: string;
  /** Why the exit code is 1; empty where it is 0. */
  readonly problems: readonly MergeProblem[];
  /** In their order. */
  readonly shards: readonly MergedShard[];
  readonly templates: readonly MergedTemplate[];
  /** How many databases are retained in the merged folder. */
  readonly retained: number;
  /** How many were not retained, since their shard had enough. */
  readonly notRetained: number;
  readonly expectedFailures: ExpectedFailureSummary;
}

/** What is known of one shard's run; only its folder where it left no summary. */
export interface MergedShard extends Partial<
  Pick<SummaryHead, "run" | "version" | "startedAt" | "exitCode" | "shard" | "ciRun">
> {
  /** As it was named. */
  readonly folder: string;
  readonly databases?: number;
  readonly totalMs?: number;
  readonly hooksMs?: number;
}

/** A template that shards copied. */
export interface MergedTemplate extends Pick<TemplateSummary, "database" | "fingerprint" | "sizeBytes" | "buildMs"> {
  /** The shards that built it. */
  readonly built: readonly string[];
  /** The shards that found it. */
  readonly found: readonly string[];
}

/** So many are named; all are counted. */
const MAX_NAMED = 5;

/** Adds up what shards did. A run that is there twice counts once. */
export function mergeSummaries(
  shards: readonly ShardRun[],
  problems: readonly MergeProblem[],
): Omit<MergedSummary, "retained"> {
  const summaries = withoutRepeatedRuns(shards).flatMap(({ summary }) => summary ?? []);
  const sum = (numberOf: (summary: (typeof summaries)[number]) => number): number =>
    summaries.reduce((total, summary) => total + numberOf(summary), 0);
  const origins: Record<string, number> = {};
  for (const [origin, count] of summaries.flatMap((summary) => Object.entries(summary.origins))) {
    origins[origin] = (origins[origin] ?? 0) + count;
  }
  return {
    picklejar: 1,
    mergedAt: new Date().toISOString(),
    problems,
    shards: shards.map(describeShard),
    databases: sum(({ databases }) => databases),
    origins,
    totalMs: sum(({ totalMs }) => totalMs),
    hooksMs: sum(({ hooksMs }) => hooksMs),
    templates: mergeTemplates(shards),
    openConnections: {
      tests: sum(({ openConnections }) => openConnections.tests),
      first: summaries.flatMap(({ openConnections }) => openConnections.first).slice(0, MAX_NAMED),
      isLibsqlLoaded: summaries.some(({ openConnections }) => openConnections.isLibsqlLoaded),
    },
    notRetained: sum(({ notRetained }) => notRetained),
    expectedFailures: mergeExpectedFailures(summaries.map(({ expectedFailures }) => expectedFailures)),
  };
}

function describeShard({ folder, summary }: ShardRun): MergedShard {
  if (summary === undefined) return { folder: folder.given };
  const { run, version, startedAt, exitCode, shard, ciRun, databases, totalMs, hooksMs } = summary;
  return {
    folder: folder.given,
    ...(shard && { shard }),
    ...(exitCode !== undefined && { exitCode }),
    run,
    version,
    startedAt,
    ...(ciRun !== undefined && { ciRun }),
    databases,
    totalMs,
    hooksMs,
  };
}

function mergeTemplates(shards: readonly ShardRun[]): readonly MergedTemplate[] {
  const merged = new Map<string, MergedTemplate>();
  for (const { label, summary } of withoutRepeatedRuns(shards)) {
    for (const { database, fingerprint, sizeBytes, buildMs, origin } of summary?.templates ?? []) {
      const key = JSON.stringify([database, fingerprint]);
      const known = merged.get(key) ?? { database, fingerprint, sizeBytes, buildMs, built: [], found: [] };
      const isBuilt = origin === "built";
      merged.set(key, {
        ...known,
        built: isBuilt ? [...known.built, label] : known.built,
        found: isBuilt ? known.found : [...known.found, label],
      });
    }
  }
  return [...merged.values()];
}

function mergeExpectedFailures(all: readonly ExpectedFailureSummary[]): ExpectedFailureSummary {
  return {
    stillFailing: mergeIssues(all.flatMap(({ stillFailing }) => stillFailing)),
    unexpectedPasses: all.flatMap(({ unexpectedPasses }) => unexpectedPasses).toSorted(byPlace),
    otherFailures: all.flatMap(({ otherFailures }) => otherFailures).toSorted(byPlace),
    notJudged: all.flatMap(({ notJudged }) => notJudged).toSorted(byPlace),
  };
}

function mergeIssues(issues: readonly IssueSummary[]): readonly IssueSummary[] {
  const numbers = [...new Set(issues.map(({ issue }) => issue))].toSorted((one, other) => one - other);
  return numbers.map((issue) => {
    const concerned = issues.filter((one) => one.issue === issue);
    const url = concerned.find((one) => one.url !== undefined)?.url;
    const scenarios = concerned.flatMap((one) => one.scenarios).toSorted(byPlace);
    return url === undefined ? { issue, scenarios } : { issue, url, scenarios };
  });
}

function byPlace(one: ScenarioSummary, other: ScenarioSummary): number {
  return Number(one.file > other.file) - Number(one.file < other.file) || one.line - other.line;
}
