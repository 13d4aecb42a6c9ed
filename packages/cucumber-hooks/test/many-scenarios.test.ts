import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../test/helpers/of-today.js";
import { createSuite, type Suite } from "./helpers/create-suite.js";
import { hooksDirectory } from "./helpers/target.js";

/** All of them on each of the other versions; a fifth tells as much in every day's tests. */
const SCENARIOS = (process.env["PICKLEJAR_TARGET"] ?? "") === "" ? 2000 : 10_000;
const FEATURES = 100;

/** What a worker says now and then. */
interface Measure {
  readonly scenarios: number;
  readonly heapBytes: number;
  readonly descriptors: number;
  readonly files: number;
}

describe(`${SCENARIOS} scenarios see no row of another, and nothing grows`, { tags: "long", timeout: 300_000 }, () => {
  test("in one process", EVEN_DAYS, async () => {
    const suite = createLargeSuite();
    const without = await run(suite, ["--profile", "without"], 1);
    const withHooks = await run(suite, [], 1);
    console.log(`without the hooks: ${describeGrowth(without)}\nwith: ${describeGrowth(withHooks)}`);
    expectFlat(withHooks);
    // Here Cucumber itself keeps something of each scenario.
    expect(heapPerScenario(withHooks) - heapPerScenario(without)).toBeLessThan(1000);
  });

  test("in four workers", ODD_DAYS, async () => {
    const suite = createLargeSuite();
    const withHooks = await run(suite, ["--parallel", "4"], 4);
    console.log(`with the hooks: ${describeGrowth(withHooks)}`);
    expectFlat(withHooks);
    expect(heapPerScenario(withHooks)).toBeLessThan(1000);
  });
});

interface LargeRun {
  readonly seconds: number;
  readonly workers: readonly (readonly Measure[])[];
}

async function run(suite: Suite, arguments_: readonly string[], count: number): Promise<LargeRun> {
  rmSync(suite.path("measures"), { recursive: true, force: true });
  mkdirSync(suite.path("measures"));
  const storage = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "picklejar-many-"));
  onTestFinished(() => rmSync(storage, { recursive: true, force: true }));
  const environment = { PICKLEJAR_DIR: storage, MEASURE_EVERY: String(SCENARIOS / count / 8) };
  const startMs = performance.now();
  const result = await suite.start(arguments_, environment).end;
  const seconds = (performance.now() - startMs) / 1000;
  expect(result).toHaveEnded({ code: 0, stdout: [`${SCENARIOS} scenarios (${SCENARIOS} passed)`] });
  // The folder of this user alone.
  expect(readdirSync(storage, { recursive: true }).length).toBeLessThanOrEqual(1);
  const workers = readdirSync(suite.path("measures")).map((name) => readMeasures(suite.path(`measures/${name}`)));
  expect(workers.length).toBe(count);
  return { seconds, workers };
}

function expectFlat({ workers }: LargeRun): void {
  // Workers that are threads share their descriptors: when one of them looks, each other may have a database open, with log and shared
  // memory. One descriptor that a scenario leaves makes thousands.
  const ofOthers = 3 * (workers.length - 1);
  for (const { descriptors, files } of workers.map(growthOf)) {
    expect(descriptors).toBeLessThanOrEqual(2 + ofOthers);
    expect(files).toBeLessThanOrEqual(8 + ofOthers);
  }
}

function readMeasures(file: string): readonly Measure[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Measure);
}

/** From when everything has been loaded and compiled to the end. */
function growthOf(measures: readonly Measure[]): Measure {
  const warm = measures[Math.floor(measures.length / 4)];
  const last = measures.at(-1);
  if (warm === undefined || last === undefined) throw new Error("a worker measured nothing");
  return {
    scenarios: last.scenarios - warm.scenarios,
    heapBytes: last.heapBytes - warm.heapBytes,
    descriptors: last.descriptors - warm.descriptors,
    files: last.files - warm.files,
  };
}

/** In bytes, of all workers together. */
function heapPerScenario({ workers }: LargeRun): number {
  const growths = workers.map(growthOf);
  return sum(growths.map(({ heapBytes }) => heapBytes)) / sum(growths.map(({ scenarios }) => scenarios));
}

function describeGrowth({ seconds, workers }: LargeRun): string {
  const last = workers.flatMap((measures) => measures.at(-1) ?? []);
  return (
    `${seconds.toFixed(1)} s, heap ${Math.round(sum(last.map(({ heapBytes }) => heapBytes)) / last.length / 1e6)} MB a worker at the end, ` +
    `${Math.round(heapPerScenario({ seconds, workers }))} bytes more each scenario, ` +
    `descriptors ${last.map(({ descriptors }) => descriptors).join(", ")}, files ${last.map(({ files }) => files).join(", ")}`
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function createLargeSuite(): Suite {
  const suite = createSuite({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
    "features/steps/notes.js": readFileSync(join(hooksDirectory, "test/fixtures/measure-steps.js"), "utf8"),
    "cucumber.mjs": `
      export default { import: ["features/support/picklejar.js", "features/steps/*.js"], format: ["summary"] };
      export const without = { import: ["features/steps/*.js"], format: ["summary"] };`,
  });
  for (let feature = 0; feature < FEATURES; feature++) {
    const scenarios = Array.from({ length: SCENARIOS / FEATURES }, (_, index) => {
      const number = feature * (SCENARIOS / FEATURES) + index;
      return `  Scenario: note ${number}\n    When I write note ${number}\n    Then I am alone with note ${number}\n`;
    });
    suite.write(`features/notes-${feature}.feature`, `Feature: notes ${feature}\n${scenarios.join("")}`);
  }
  return suite;
}
