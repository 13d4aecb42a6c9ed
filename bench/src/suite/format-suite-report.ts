import { formatReport, formatTable } from "../format-report.js";
import type { Spread } from "../statistics.js";
import type { SuiteReport, SuiteRow, SuiteTable, Verdict } from "./suite-report.js";

/** All of it as Markdown, without the machine. */
export function formatSuiteReport({ tables, figures, verdicts }: Pick<SuiteReport, "tables" | "figures" | "verdicts">): string {
  return [
    ...tables.map(formatSuiteTable),
    ...(figures.length === 0 ? [] : [formatReport(figures)]),
    ...(verdicts.length === 0 ? [] : [formatVerdicts(verdicts)]),
  ].join("\n\n");
}

function formatSuiteTable({ title, scenarioCount, turns, templateBytes, rows, omissions }: SuiteTable): string {
  const hasWorkers = rows.some(({ workers }) => workers > 0);
  const header = [
    "hooks",
    ...(hasWorkers ? ["workers"] : []),
    "databases on",
    "whole run, s",
    "against the empty pair",
    "added to a scenario, µs",
    ...(hasWorkers ? [] : ["of which processor, µs"]),
  ];
  const caption =
    `**${capitalize(title)}**: ${scenarioCount.toLocaleString("en")} scenarios, template of ${formatMegabytes(templateBytes)} MB, ` +
    `medians of ${turns} turns with quartiles.`;
  const notes = [...notesOn(rows, scenarioCount), ...omissions.map((omission) => `Left out: ${omission}.`)];
  return [caption, formatTable([header, ...rows.map((row) => cellsOf(row, hasWorkers))]), ...notes].join("\n\n");
}

function cellsOf(row: SuiteRow, hasWorkers: boolean): readonly string[] {
  const { title, workers, storage, wholeMs, ratio, addedMicroseconds, addedCpuMicroseconds } = row;
  const isReference = ratio.median === 1 && addedMicroseconds.median === 0;
  return [
    `${title}${row.isExtrapolated ? " ¹" : ""}`,
    ...(hasWorkers ? [String(workers)] : []),
    storage ?? "–",
    formatSpread(wholeMs, (ms) => formatSeconds(ms / 1000)),
    isReference ? "1" : formatSpread(ratio, formatRatio),
    isReference ? "0" : formatSpread(addedMicroseconds, formatMicroseconds),
    ...(hasWorkers
      ? []
      : [addedCpuMicroseconds === undefined || isReference ? "" : formatMicroseconds(addedCpuMicroseconds.median)]),
  ];
}

function notesOn(rows: readonly SuiteRow[], scenarioCount: number): readonly string[] {
  const counts = rows.filter(({ isExtrapolated }) => isExtrapolated).map((row) => row.scenarioCount);
  const deeds = describeDeeds(rows);
  return [
    ...(counts.length === 0
      ? []
      : [
          `¹ Not the whole suite: measured with ${Math.min(...counts)} to ${Math.max(...counts)} scenarios, and what a scenario costs there ` +
            `multiplied to ${scenarioCount.toLocaleString("en")}.`,
        ]),
    ...(deeds.length === 0 ? [] : [`What picklejar did: ${deeds.join("; ")}.`]),
  ];
}

/** Which strategy there really was, and why; rows that did the same are named together. */
function describeDeeds(rows: readonly SuiteRow[]): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { name, storage, workers, summary } of rows) {
    for (const { strategy, strategyReason, dirtyBaseFiles } of summary?.templates ?? []) {
      const dirty = dirtyBaseFiles > 0 ? `, ${dirtyBaseFiles} base files not used again` : "";
      const deed = `\`${strategy}\` (${strategyReason}${dirty})`;
      const place = `${name} on ${storage ?? "–"}${workers > 0 ? ` with ${workers} workers` : ""}`;
      names.set(deed, [...(names.get(deed) ?? []), place]);
    }
  }
  return [...names].map(([deed, places]) => `${deed} in ${places.join(", ")}`);
}

function formatVerdicts(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ title, seen, isMet }) => [title, seen, isMet ? "yes" : "**NO**"]);
  return formatTable([["what has to be so", "seen", "met"], ...rows]);
}

function formatSpread({ median, p25, p75 }: Spread, format: (value: number) => string): string {
  return `${format(median)} (${format(p25)}–${format(p75)})`;
}

function formatSeconds(seconds: number): string {
  return seconds < 100 ? seconds.toFixed(1) : seconds.toFixed(0);
}

function formatRatio(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0);
}

function formatMicroseconds(microseconds: number): string {
  return Math.round(microseconds).toLocaleString("en");
}

function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function formatMegabytes(bytes: number): string {
  return bytes < 10e6 ? (bytes / 1e6).toFixed(2) : (bytes / 1e6).toFixed(0);
}
