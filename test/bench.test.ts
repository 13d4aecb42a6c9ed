import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";

import { betterOf, judge } from "../bench/dist/check/judge.js";
import type { ComparedFigure } from "../bench/dist/report.js";
import type { Spread } from "../bench/dist/statistics.js";
import { drawSizes } from "../bench/dist/suite/by-size/draw-sizes.js";
import { formatSizes } from "../bench/dist/suite/by-size/format-sizes.js";
import { collectSizeResults } from "../bench/dist/suite/by-size/size-results.js";
import { drawChart } from "../bench/dist/suite/draw-chart.js";
import { generateFeatures } from "../bench/dist/suite/generate-features.js";
import { readSizeResults } from "../bench/dist/suite/publish.js";
import type { SuiteRow } from "../bench/dist/suite/suite-report.js";

const baseline = { tolerance: 1.6, ratios: { copy: 1.5 } };
const docs = join(import.meta.dirname, "../docs");
const directories: string[] = [];

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

describe("pnpm bench:check", () => {
  test("finds a pair that takes twice as long against its reference", () => {
    expect(judge(measured("copy", 3), baseline)).toMatchObject({ isMet: false, bar: { kind: "times-as-long", value: 2.4 } });
  });

  test("lets a pair pass that is a third slower, or faster", () => {
    expect(judge(measured("copy", 2), baseline).isMet).toBe(true);
    expect(judge(measured("copy", 0.5), baseline).isMet).toBe(true);
  });

  test("refuses a pair that nobody has looked at", () => {
    expect(() => judge(measured("new", 1), baseline)).toThrow(/check-baseline\.json must have a ratio for "new"/);
  });

  test("believes the better of two measurements", () => {
    const figures = betterOf([measured("copy", 3), measured("overlay", 1)], [measured("copy", 1.4), measured("overlay", 2)]);
    expect(figures.map(({ ratio }) => ratio.median)).toEqual([1.4, 1]);
  });
});

describe("pnpm bench:suite", () => {
  test("generates 374 features with 10,700 scenarios, no two of one name", () => {
    const directory = temporaryDirectory();
    expect(generateFeatures(directory, 10_700)).toBe(374);
    const files = readdirSync(directory).map((name) => readFileSync(join(directory, name), "utf8"));
    expect(files).toHaveLength(374);
    const names = files.flatMap((text) => text.match(/Scenario: .*/g) ?? []);
    expect([names.length, new Set(names).size]).toEqual([10_700, 10_700]);
  });

  test("refuses what it does not know, with what it takes", () => {
    expect(runSuite("--only", "nothing")).toMatch(/--only must be one of scenarios, .*copy-by-hand/);
    expect(runSuite("--scenarios", "0")).toMatch(/--scenarios must be a whole number above 0; got "0"/);
  });

  test("draws a chart in which no line of text meets another", () => {
    const rows = ["picklejar", "by hand"].flatMap((title, index) =>
      ["/dev/shm", "ext4"].map((storage) => row(title, storage, 100 * (index + 1))),
    );
    const chart = drawChart({ title: "", scenarioCount: 10_700, turns: 3, templateBytes: 5e5, rows, omissions: [] });
    const places = [...chart.matchAll(/<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</g)];
    expect(places.map(([, , , text]) => text)).toEqual(expect.arrayContaining(["picklejar", "by hand", "100 µs", "200 µs"]));
    const values = places.filter(([, , , text]) => text?.endsWith("00 µs") === true).map(([, , y]) => Number(y));
    const distances = values.toSorted((a, b) => a - b).map((y, index, sorted) => y - (sorted[index - 1] ?? -Infinity));
    expect(Math.min(...distances.filter((distance) => distance > 0))).toBeGreaterThan(15);
    expect(chart).toContain("prefers-color-scheme: dark");
  });
  test("has its table and its chart in the docs as the results file has them", () => {
    const results = readSizeResults();
    const page = readFileSync(join(docs, "benchmarks.md"), "utf8");
    expect(page).toContain(formatSizes(results));
    expect(readFileSync(join(docs, "benchmarks-by-size.svg"), "utf8")).toBe(drawSizes(results));
  });

  test("calls picklejar slower where it is, and neither where the quartiles overlap", () => {
    const results = readSizeResults();
    const spread = (median: number): Spread => ({ median, p25: median * 0.9, p75: median * 1.1, count: 5 });
    const place = { megabytes: 5, steps: "write", storage: "ext4", strategy: "copy", scenarioCount: 10 } as const;
    const words = [50, 200, 105].map((ours) => {
      const rows = [{ ...place, picklejar: spread(ours), unrecorded: spread(ours), byHand: spread(100) }];
      return /text-anchor="end">([^<]*(?:er|spread))</.exec(drawSizes({ ...results, rows }))?.[1];
    });
    expect(words).toEqual(["2.0 times faster", "2.0 times slower", "within the spread"]);
  });

  test("takes the rows by size from the tables of a run, and no others", () => {
    const summary = { databases: 1, origins: {}, templates: [{ strategy: "copy", strategyReason: "", dirtyBaseFiles: 0 }] };
    const rows = [
      { ...row("picklejar-auto", "ext4", 1), summary },
      row("picklejar-unrecorded", "ext4", 2),
      row("copy-by-hand-exclusively", "ext4", 3),
    ];
    const table = { title: "", scenarioCount: 10, turns: 3, templateBytes: 5e5, rows, omissions: [] };
    const machine = readSizeResults().machine;
    expect(collectSizeResults([table], machine, "2026-12-01")).toBeUndefined();
    const results = collectSizeResults([table, { ...table, size: { megabytes: 5, steps: "write" } }], machine, "2026-12-01");
    const medians = results?.rows.map(({ picklejar, unrecorded, byHand }) =>
      [picklejar, unrecorded, byHand].map((each) => each.median),
    );
    expect(medians).toEqual([[1, 2, 3]]);
    expect(results?.rows[0]).toMatchObject({ megabytes: 5, steps: "write", storage: "ext4", strategy: "copy" });
  });

  test("publishes no quick run", () => {
    expect(runSuite("--quick", "--publish")).toMatch(/--publish: leave out --quick/);
  });
});

function measured(title: string, median: number): ComparedFigure {
  const spread = { median, p25: median, p75: median, count: 1 };
  const bar = { kind: "times-as-long", value: 1e9 } as const;
  return {
    kind: "compared",
    title,
    ours: "ours",
    reference: "reference",
    oursMs: spread,
    referenceMs: spread,
    ratio: spread,
    bar,
    isMet: true,
  };
}

function row(title: string, storage: string, median: number): SuiteRow {
  const spread = { median, p25: median * 0.9, p75: median * 1.1, count: 3 };
  return {
    name: title,
    title,
    givesRealFiles: true,
    storage,
    workers: 0,
    scenarioCount: 10_700,
    isExtrapolated: false,
    wholeMs: spread,
    ratio: spread,
    addedMicroseconds: spread,
    addedCpuMicroseconds: undefined,
    summary: undefined,
  };
}

/** Gives what it says on stderr; it must fail. */
function runSuite(...args: readonly string[]): string {
  const main = join(import.meta.dirname, "../bench/dist/suite/main.js");
  try {
    execFileSync(process.execPath, [main, ...args], { stdio: "pipe" });
  } catch (error) {
    if (error instanceof Error && "stderr" in error) return String(error.stderr);
    throw error;
  }
  throw new Error("it must fail");
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "picklejar-bench-test-"));
  directories.push(directory);
  return directory;
}
