import { describeOutcomes } from "../../harness/expected-failures/describe-outcomes.js";
import type { ExpectedFailureSummary } from "../../harness/expected-failures/expected-failure-summary.js";
import { formatCount, formatDuration } from "../format-quantity.js";
import type { MergedShard, MergedSummary, MergedTemplate } from "./merge-summaries.js";

/** The lines of a merge, for people. */
export function describeMerge(summary: MergedSummary, directory: string): readonly string[] {
  const { shards, databases, origins, totalMs, templates, expectedFailures, openConnections, retained, notRetained } = summary;
  const how = Object.entries(origins).map(([origin, count]) => `${count} ${origin}`);
  return [
    ...shards.map(describeShard),
    ...(databases === 0
      ? []
      : [`${formatCount(databases, "test database")} (${how.join(", ")}), together ${formatDuration(totalMs)}`]),
    ...templates.map(describeTemplate),
    ...describeOutcomes(withoutHalfFixed(expectedFailures)),
    ...(openConnections.tests === 0
      ? []
      : [
          `${formatCount(openConnections.tests, "test")} left connections to databases open:`,
          ...openConnections.first.map(({ test }) => `  ${test}`),
        ]),
    ...describeRetained(retained, notRetained, directory),
  ];
}

export function describeProblems({ problems, shards }: MergedSummary): readonly string[] {
  if (problems.length === 0) return [];
  return [
    `merge: ${formatCount(problems.length, "problem")} in ${formatCount(shards.length, "shard")}:`,
    ...problems.map(({ message }) => `  ${message}`),
  ];
}

/** "Seems fixed" is wrong of a bug that fails on another machine: the problems say what to do. */
function withoutHalfFixed(all: ExpectedFailureSummary): ExpectedFailureSummary {
  const failing = new Set(all.stillFailing.map(({ issue }) => issue));
  return { ...all, unexpectedPasses: all.unexpectedPasses.filter(({ issues }) => !issues.some((issue) => failing.has(issue))) };
}

function describeShard({ folder, shard, exitCode, databases }: MergedShard): string {
  const name = shard === undefined ? `"${folder}"` : `shard ${shard.index}/${shard.total} "${folder}"`;
  if (databases === undefined) return `${name}: no summary`;
  const end = exitCode === undefined ? "did not end" : exitCode === 0 ? "passed" : `failed (exit code ${exitCode})`;
  return `${name}: ${end}, ${formatCount(databases, "test database")}`;
}

function describeTemplate({ database, fingerprint, buildMs, built, found }: MergedTemplate): string {
  const parts = [
    ...(built.length === 0 ? [] : [`built by ${built.join(", ")}`]),
    ...(found.length === 0 ? [] : [`reused by ${found.join(", ")}`]),
  ];
  return `template ${fingerprint.slice(0, 12)} of "${database}" (built in ${formatDuration(buildMs)}): ${parts.join("; ")}`;
}

function describeRetained(retained: number, notRetained: number, directory: string): readonly string[] {
  const more = notRetained === 0 ? "" : ` (${notRetained} more failed; a run retains only the first)`;
  if (retained === 0) return [`no database of a failed test is retained${more}`];
  const command = `npx picklejar failed --folder ${JSON.stringify(directory)}`;
  return [`${formatCount(retained, "database")} of failed tests retained${more}: \`${command}\` shows what is in them`];
}
