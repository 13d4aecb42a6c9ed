import type { ExpectedFailureSummary, ScenarioSummary } from "../../harness/expected-failures/expected-failure-summary.js";
import { formatCount } from "../format-quantity.js";
import { nameShard, type ShardRun } from "./shards.js";

/** Why a merged run is red. */
export interface MergeProblem {
  readonly kind:
    | "failed"
    | "unfinished"
    | "unreadable"
    | "missing"
    | "twice"
    | "different-suites"
    | "different-versions"
    | "different-templates"
    | "different-ci-runs"
    | "known-bugs-disagree";
  /** A sentence without full stop. */
  readonly message: string;
}

/**
 * Says what is wrong with shards, each of them and together.
 *
 * @param expected how many there must be, if the user says so
 */
export function judgeShards(shards: readonly ShardRun[], expected: number | undefined): readonly MergeProblem[] {
  return [
    ...shards.flatMap(judgeOne),
    ...judgeParts(shards, expected),
    ...findRepetitions(shards),
    ...findDifferences(shards),
    ...findOverlaps(shards),
    ...findDisagreements(shards),
  ];
}

function judgeOne(shard: ShardRun): readonly MergeProblem[] {
  const { summary, problem = "" } = shard;
  const name = nameShard(shard);
  if (summary === undefined) return [{ kind: "unreadable", message: `${name} ${problem}` }];
  const { exitCode, onlyFile } = summary;
  if (onlyFile !== undefined) {
    const message = `${name} has the summary of one file, "${onlyFile}": with node --test each file writes one, and the last one stays`;
    return [{ kind: "unfinished", message }];
  }
  if (exitCode === undefined) return [{ kind: "unfinished", message: `${name} did not end: its test runner was killed` }];
  return exitCode === 0 ? [] : [{ kind: "failed", message: `${name} failed: its test runner exited with ${exitCode}` }];
}

/** Whether the shards are all of one suite. */
function judgeParts(shards: readonly ShardRun[], expected: number | undefined): readonly MergeProblem[] {
  const totals = groupBy(shards, ({ summary }) => summary?.shard && String(summary.shard.total));
  if (totals.size > 1) return [{ kind: "different-suites", message: `the shards are not of one suite: ${listGroups(totals)}` }];
  const [known] = totals.keys();
  const total = expected ?? (known === undefined ? undefined : Number(known));
  if (total === undefined) return [];
  if (known !== undefined && Number(known) !== total)
    return [{ kind: "different-suites", message: `--shards says ${total}, and the shards are parts of ${known}` }];
  const found = new Set(shards.flatMap(({ summary }) => summary?.shard?.index ?? []));
  const missing = Array.from({ length: total }, (_, position) => position + 1).filter((index) => !found.has(index));
  const unnamed = shards.filter(({ summary }) => summary?.shard === undefined);
  if (unnamed.length === 0) return missing.map((index) => ({ kind: "missing", message: `shard ${index}/${total} is missing` }));
  return judgeUnnamed(unnamed, missing, total);
}

/** A shard that does not say which one it is may be any of those that are missing. */
function judgeUnnamed(unnamed: readonly ShardRun[], missing: readonly number[], total: number): readonly MergeProblem[] {
  const difference = missing.length - unnamed.length;
  if (difference > 0) {
    const message = `${formatCount(difference, "shard")} of ${total} missing: one of ${missing.join(", ")} may be ${listFolders(unnamed)}`;
    return [{ kind: "missing", message }];
  }
  if (difference < 0)
    return [
      { kind: "twice", message: `of ${formatCount(total, "shard")}, there are ${formatCount(total - difference, "folder")}` },
    ];
  return [];
}

function findRepetitions(shards: readonly ShardRun[]): readonly MergeProblem[] {
  const runs = groupBy(shards, ({ summary }) => summary?.run);
  const sameRuns = [...runs.values()].filter((group) => group.length > 1);
  const parts = groupBy(
    shards.filter((shard) => !sameRuns.some((group) => group.includes(shard))),
    ({ summary }) => summary?.shard && `shard ${summary.shard.index}/${summary.shard.total}`,
  );
  return [
    ...sameRuns.map((group) => ({
      kind: "twice" as const,
      message: `one run is there ${formatTimes(group.length)}, and counts once: ${listFolders(group)}`,
    })),
    ...[...parts]
      .filter(([, group]) => group.length > 1)
      .map(([label, group]) => ({
        kind: "twice" as const,
        message: `${label} is there ${formatTimes(group.length)}, of different runs: ${listFolders(group)}`,
      })),
  ];
}

function findDifferences(shards: readonly ShardRun[]): readonly MergeProblem[] {
  const databases = new Set(shards.flatMap(({ summary }) => summary?.templates.map(({ database }) => database) ?? []));
  const compare = (kind: MergeProblem["kind"], what: string, keyOf: (shard: ShardRun) => string | undefined) => {
    const groups = groupBy(shards, keyOf);
    return groups.size < 2 ? [] : [{ kind, message: `the shards ${what}: ${listGroups(groups)}` }];
  };
  return [
    ...compare("different-versions", "ran different versions of picklejar", ({ summary }) => summary?.version),
    ...compare("different-ci-runs", "are of different runs of CI", ({ summary }) => summary?.ciRun),
    ...[...databases].flatMap((database) =>
      compare(
        "different-templates",
        `used different templates of "${database}", so of different code or SQLite`,
        ({ summary }) => summary?.templates.find((template) => template.database === database)?.fingerprint.slice(0, 12),
      ),
    ),
  ];
}

/** A scenario that must fail is part of one shard. */
function findOverlaps(shards: readonly ShardRun[]): readonly MergeProblem[] {
  const judged = new Map<string, ShardRun[]>();
  for (const shard of withoutRepeatedRuns(shards)) {
    for (const scenario of listJudged(shard.summary?.expectedFailures)) {
      const place = `${scenario.file}:${scenario.line}`;
      judged.set(place, [...(judged.get(place) ?? []), shard]);
    }
  }
  return [...judged]
    .filter(([, group]) => group.length > 1)
    .map(([place, group]) => ({
      kind: "known-bugs-disagree" as const,
      message: `${place} ran in several shards: ${group.map(nameShard).join(", ")}. Did each get its own --shard?`,
    }));
}

function listJudged(expectedFailures: ExpectedFailureSummary | undefined): readonly ScenarioSummary[] {
  if (expectedFailures === undefined) return [];
  const { stillFailing, unexpectedPasses, otherFailures, notJudged } = expectedFailures;
  const all = [...stillFailing.flatMap(({ scenarios }) => scenarios), ...unexpectedPasses, ...otherFailures, ...notJudged];
  // A scenario may show several issues.
  return [...new Map(all.map((scenario) => [`${scenario.file}:${scenario.line}`, scenario])).values()];
}

/** A bug is fixed only if all of its scenarios pass, in every shard. */
function findDisagreements(shards: readonly ShardRun[]): readonly MergeProblem[] {
  const runs = withoutRepeatedRuns(shards);
  const failing = new Map<number, number>();
  for (const { issue, scenarios } of runs.flatMap(({ summary }) => summary?.expectedFailures.stillFailing ?? [])) {
    failing.set(issue, (failing.get(issue) ?? 0) + scenarios.length);
  }
  const passes = runs.flatMap(({ summary }) => summary?.expectedFailures.unexpectedPasses ?? []);
  const issues = [...new Set(passes.flatMap((pass) => pass.issues))].filter((issue) => failing.has(issue));
  return issues
    .toSorted((one, other) => one - other)
    .map((issue) => {
      const passing = passes.filter((pass) => pass.issues.includes(issue));
      const places = passing.map(({ file, line }) => `${file}:${line}`).join(", ");
      return {
        kind: "known-bugs-disagree" as const,
        message: `#${issue} is not fixed: it still fails in ${formatCount(failing.get(issue) ?? 0, "scenario")}, though it passes in ${formatCount(passing.length, "scenario")} (${places}). Where one tag stands for both, put it on those that still fail`,
      };
    });
}

/** Without the second one of each run. */
export function withoutRepeatedRuns(shards: readonly ShardRun[]): readonly ShardRun[] {
  const seen = new Set<string>();
  return shards.filter(({ summary }) => {
    if (summary === undefined) return true;
    const isNew = !seen.has(summary.run);
    seen.add(summary.run);
    return isNew;
  });
}

/** By what they say; those that do not say it are left out. */
function groupBy(
  shards: readonly ShardRun[],
  keyOf: (shard: ShardRun) => string | undefined,
): Map<string, readonly ShardRun[]> {
  const groups = new Map<string, readonly ShardRun[]>();
  for (const shard of shards) {
    const key = keyOf(shard);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), shard]);
  }
  return groups;
}

function listGroups(groups: ReadonlyMap<string, readonly ShardRun[]>): string {
  return [...groups].map(([key, group]) => `${key} (${group.map(({ label }) => label).join(", ")})`).join("; ");
}

function listFolders(shards: readonly ShardRun[]): string {
  return shards.map(({ folder }) => `"${folder.given}"`).join(", ");
}

function formatTimes(count: number): string {
  return count === 2 ? "twice" : `${count} times`;
}
