import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

import { createSuite, type Suite, type SuiteResult } from "./helpers/create-suite.js";

const FILES = {
  "db/001_shop.sql": "CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT NOT NULL);",
  // The name of the file is put together, so that only the build sees which file it reads, and by an absolute path.
  "picklejar.config.js": `
    import { readFileSync } from "node:fs";
    import { join } from "node:path";
    const read = (kind) => readFileSync(join(import.meta.dirname, "data", kind + ".sql"), "utf8");
    export default { migrations: "db", seed: (database) => database.exec(read("orders")) };
  `,
  "data/orders.sql": "INSERT INTO orders (status) VALUES ('open');",
  "features/steps/shop.js": `
    import { Then, When } from "@cucumber/cucumber";
    When("order 1 is {word}", function (status) { this.db.open().prepare("UPDATE orders SET status = ?").run(status); });
    Then("an order is {word}", function (status) {
      const found = this.db.open().prepare("SELECT status FROM orders").pluck().get();
      if (found !== status) throw new Error("it is " + found);
    });
  `,
  // Cucumber deals scenarios out in turn: each of four shards gets one of the first four, and one row.
  "features/shop.feature": `
Feature: Shop
  Scenario: North
    When order 1 is north
    Then an order is paid
  Scenario: East
    When order 1 is east
    Then an order is paid
  Scenario: South
    When order 1 is south
    Then an order is paid
  Scenario: West
    When order 1 is west
    Then an order is paid
  @tdd_expected_fail @tdd_issue @tdd_issue_7
  Scenario Outline: Paying
    When order 1 is <status>
    Then an order is paid
    Examples:
      | status |
      | new    |
      | old    |
      | lost   |
      | sent   |
`,
};

const CLI = "node_modules/@picklejar/core/bin/picklejar.js";

interface Template {
  readonly outcome: string;
  readonly fingerprint: string;
}

interface Merged {
  readonly problems: readonly { readonly kind: string; readonly message: string }[];
  readonly databases: number;
  readonly retained: number;
  readonly templates: readonly { readonly built: readonly string[]; readonly found: readonly string[] }[];
  readonly expectedFailures: {
    readonly stillFailing: readonly { readonly issue: number; readonly scenarios: readonly object[] }[];
  };
}

describe("a suite over four machines", { tags: ["long"] }, () => {
  let machines: readonly Suite[];
  let results: readonly SuiteResult[];
  let desk: Suite;

  beforeAll(async () => {
    machines = Array.from({ length: 4 }, () => createSuite(FILES, { templates: "built" }));
    const [first, ...others] = machines;
    if (first === undefined) throw new Error("there is no machine");
    await runCli(first, "build");
    for (const other of others) cpSync(cacheOf(first), cacheOf(other), { recursive: true });
    results = await Promise.all(machines.map(async (machine, index) => runShard(machine, `${index + 1}/4`)));
    desk = createDesk(machines);
  });

  test("fails on each of them by its own scenario, and builds a template on none", () => {
    expect(results.map(({ code }) => code)).toEqual([1, 1, 1, 1]);
    const summaries = machines.map((machine) => readSummary(machine));
    expect(summaries.map(({ shard, exitCode, retained }) => ({ shard, exitCode, retained }))).toEqual(
      [1, 2, 3, 4].map((index) => ({ shard: { index, total: 4 }, exitCode: 1, retained: 1 })),
    );
    const templates = summaries.flatMap((summary) => summary.templates);
    expect(templates.map(({ origin }) => origin)).toEqual(["found", "found", "found", "found"]);
    expect(new Set(templates.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });

  test("has the same fingerprint on all, whatever their folders are", async () => {
    const fingerprints = await Promise.all(machines.map(async (machine) => (await runCli(machine, "fingerprint")).stdout));
    expect(new Set(fingerprints).size).toBe(1);
    expect(fingerprints[0]).toMatch(/^[0-9a-f]{64}\n$/);
  });

  test("is merged to one report, with the verdict on a bug whose rows ran on all", async () => {
    const { code, stdout, stderr } = await runCli(desk, "merge", "1", "2", "3", "4", "--output", "all", "--json");
    expect([code, stderr]).toEqual([1, ""]);
    const merged: Merged = JSON.parse(stdout);
    expect(merged.problems.map(({ kind }) => kind)).toEqual(["failed", "failed", "failed", "failed"]);
    expect(merged).toMatchObject({
      databases: 8,
      retained: 4,
      templates: [{ built: [], found: ["shard 1/4", "shard 2/4", "shard 3/4", "shard 4/4"] }],
      expectedFailures: { unexpectedPasses: [], otherFailures: [], stillFailing: [{ issue: 7 }] },
    });
    expect(merged.expectedFailures.stillFailing[0]?.scenarios).toMatchObject(
      [21, 22, 23, 24].map((line) => ({ file: "features/shop.feature", line })),
    );
  });

  test("has the failures of all in one folder, as if one machine had run them", async () => {
    const folder = ["--folder", "all"];
    const list = await runCli(desk, "failed", ...folder);
    for (const [index, name] of ["North", "East", "South", "West"].entries())
      expect(list.stdout).toContain(`  ${index + 1}  Shop: ${name} (shard ${index + 1}/4, just now)`);
    const third = await runCli(desk, "failed", "3", ...folder);
    expect(third.stdout).toContain(`sqlite3 '${desk.path("all/failed")}`);
    expect(third.stdout).toContain("~ id=1: status 'open' → 'south'");
    const page = readFileSync((await runCli(desk, "show", "3", "--print", ...folder)).stdout.trim(), "utf8");
    for (const { directory } of machines) expect(page).not.toContain(`${directory}/.picklejar`);
    expect(await runCli(desk, "failed", "3", "--at", "start", "start.db", ...folder)).toMatchObject({ code: 0 });
    expect((await runCli(desk, "diff", "start.db")).stdout).toContain("does not differ");
  });

  test("is red when a shard is missing, and says which", async () => {
    const { code, stderr } = await runCli(desk, "merge", "1", "2", "4");
    expect([code, stderr.match(/.*missing.*/)?.[0]]).toEqual([1, "  shard 3/4 is missing"]);
  });
});

/** What the machine has where the shards are merged: the project, and what each job uploaded. */
function createDesk(machines: readonly Suite[]): Suite {
  const desk = createSuite(FILES, { templates: "built" });
  for (const [index, machine] of machines.entries())
    cpSync(machine.path(".picklejar"), desk.path(String(index + 1)), { recursive: true });
  return desk;
}

async function runShard(machine: Suite, shard: string): Promise<SuiteResult> {
  return machine.start(["--shard", shard], { ...homeOf(machine), PICKLEJAR_SUMMARY_FILE: ".picklejar/summary.json" }).end;
}

async function runCli(machine: Suite, ...words: readonly string[]): Promise<SuiteResult> {
  return machine.startNode([CLI, ...words], homeOf(machine)).end;
}

/** Nothing that a machine has outside of its project is there on another. */
function homeOf(machine: Suite): Readonly<Record<string, string>> {
  const [home, temporary] = [machine.path("home"), machine.path("tmp")];
  for (const directory of [home, temporary]) mkdirSync(directory, { recursive: true });
  return { HOME: home, TMPDIR: temporary, XDG_CACHE_HOME: join(home, "cache") };
}

function cacheOf(machine: Suite): string {
  return machine.path("node_modules/.cache/picklejar");
}

interface Summary {
  readonly shard: object;
  readonly exitCode: number;
  readonly retained: number;
  readonly templates: readonly (Template & { readonly origin: string })[];
}

function readSummary(machine: Suite): Summary {
  const summary: Summary = JSON.parse(readFileSync(machine.path(".picklejar/summary.json"), "utf8"));
  return summary;
}
