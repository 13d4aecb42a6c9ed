import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { formatMachine } from "../format-machine.js";
import { drawSizes } from "./by-size/draw-sizes.js";
import { formatSizes } from "./by-size/format-sizes.js";
import { collectSizeResults, type SizeResults } from "./by-size/size-results.js";
import { drawChart } from "./draw-chart.js";
import { formatSuiteReport } from "./format-suite-report.js";
import { judgeTemplates } from "./judge-suite.js";
import type { SuitePart } from "./suite-options.js";
import type { SuiteReport } from "./suite-report.js";

const DOCS = new URL("../../../docs/", import.meta.url);
const SIZE_RESULTS = new URL("../../published/by-size.json", import.meta.url);

/**
 * Writes what a run measured into the docs, and leaves the rest of the page as it is. The section of whole suites is replaced only by a run that has
 * its first table.
 */
export function publish({ tables, figures, verdicts, machine, measuredAt }: SuiteReport, parts: readonly SuitePart[]): void {
  const bySize = collectSizeResults(tables, machine, measuredAt.slice(0, 10));
  if (bySize !== undefined) {
    writeFileSync(SIZE_RESULTS, `${JSON.stringify(bySize, undefined, 2)}\n`);
    publishSizes();
  }
  const suites = tables.filter(({ size }) => size === undefined);
  const [first] = suites;
  if (first === undefined || !parts.includes("scenarios")) return;
  const bySizeTitles = new Set(
    tables.flatMap((table) => (table.size === undefined ? [] : judgeTemplates(table))).map(({ title }) => title),
  );
  const text = formatSuiteReport({
    tables: suites,
    figures,
    verdicts: verdicts.filter(({ title }) => !bySizeTitles.has(title)),
  });
  const lead = "Made by `pnpm bench:suite --publish`.\n\n![What a database adds to a scenario](benchmarks.svg)";
  replaceSection("whole suites", `${lead}\n\n${formatMachine(machine)}\n\n${text}`);
  writeFileSync(fileURLToPath(new URL("benchmarks.svg", DOCS)), drawChart(first));
}

/** Writes the table and the chart by size from the results file, without measuring. */
export function publishSizes(): void {
  const results = readSizeResults();
  replaceSection("by size", formatSizes(results));
  writeFileSync(new URL("benchmarks-by-size.svg", DOCS), drawSizes(results));
}

export function readSizeResults(): SizeResults {
  return JSON.parse(readFileSync(SIZE_RESULTS, "utf8")) as SizeResults;
}

/** Replaces what stands between the two comments that name a section. */
function replaceSection(name: string, text: string): void {
  const page = fileURLToPath(new URL("benchmarks.md", DOCS));
  const [start, end] = [`<!-- ${name}: written by pnpm bench:suite --publish -->`, `<!-- end of ${name} -->`];
  const [before, rest] = splitAt(readFileSync(page, "utf8"), start, page);
  const [, after] = splitAt(rest, end, page);
  writeFileSync(page, `${before}${start}\n\n${text.trim()}\n\n${end}${after}`);
}

function splitAt(text: string, mark: string, page: string): readonly [before: string, after: string] {
  const index = text.indexOf(mark);
  if (index < 0) throw new RangeError(`"${page}" has no line ${mark}. Put it back, so that the tables have their place`);
  return [text.slice(0, index), text.slice(index + mark.length)];
}
