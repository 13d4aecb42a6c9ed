import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { beforeAll, describe, expect, test } from "vitest";

import { type GitLabJob, readRecipe } from "./helpers/ci-recipe.js";
import { createSuite, type Suite, type SuiteResult } from "./helpers/create-suite.js";
import { targetNode } from "./helpers/target.js";

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
const CUCUMBER = "node_modules/@cucumber/cucumber/bin/cucumber.js";

interface Merged {
  readonly problems: readonly { readonly kind: string; readonly message: string }[];
  readonly databases: number;
  readonly retained: number;
  readonly templates: readonly { readonly built: readonly string[]; readonly found: readonly string[] }[];
  readonly expectedFailures: {
    readonly stillFailing: readonly { readonly issue: number; readonly scenarios: readonly object[] }[];
  };
}

describe("a suite on four machines, by the recipe for GitLab", { tags: ["long"] }, () => {
  const recipe = readRecipe(".gitlab-ci.yml");
  let machines: readonly Suite[];
  let codes: readonly number[];
  let desk: Suite;

  beforeAll(async () => {
    const builder = createMachine();
    await runJob(builder, recipe.template);
    machines = Array.from({ length: recipe.test.parallel ?? 0 }, () => createMachine());
    for (const machine of machines) passOn(builder, recipe.template, machine);
    codes = await Promise.all(machines.map(async (machine, index) => runJob(machine, recipe.test, index + 1)));
    desk = createMachine();
    for (const machine of machines) passOn(machine, recipe.test, desk);
  });

  test("fails on each of them by its own scenario, and builds a template on none", () => {
    expect(codes).toEqual([1, 1, 1, 1]);
    const summaries = [1, 2, 3, 4].map((index) => readSummary(desk.path(`shard-${index}/summary.json`)));
    expect(summaries.map(({ shard, exitCode, retained, ciRun }) => ({ shard, exitCode, retained, ciRun }))).toEqual(
      [1, 2, 3, 4].map((index) => ({ shard: { index, total: 4 }, exitCode: 1, retained: 1, ciRun: "gitlab 12" })),
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
    expect(await runJob(desk, recipe.report)).toBe(1);
    const merged: Merged = JSON.parse(readFileSync(desk.path("report/summary.json"), "utf8"));
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
    const folder = ["--folder", "report"];
    const list = await runCli(desk, "failed", ...folder);
    for (const [index, name] of ["North", "East", "South", "West"].entries())
      expect(list.stdout).toContain(`  ${index + 1}  Shop: ${name} (shard ${index + 1}/4, just now)`);
    const third = await runCli(desk, "failed", "3", ...folder);
    expect(third.stdout).toContain(`sqlite3 '${desk.path("report/failed")}`);
    expect(third.stdout).toContain("~ id=1: status 'open' → 'south'");
    const page = readFileSync((await runCli(desk, "show", "3", "--print", ...folder)).stdout.trim(), "utf8");
    for (const { directory } of machines) expect(page).not.toContain(`${directory}/.picklejar`);
    expect(await runCli(desk, "failed", "3", "--at", "start", "start.db", ...folder)).toMatchObject({ code: 0 });
    expect((await runCli(desk, "diff", "start.db")).stdout).toContain("does not differ");
  });

  test("is red when a shard is missing, and says which", async () => {
    const { code, stderr } = await runCli(desk, "merge", "shard-1", "shard-2", "shard-4");
    expect([code, stderr.match(/.*missing.*/)?.[0]]).toEqual([1, "  shard 3/4 is missing"]);
  });
});

/** A clone of the project in a folder of its own, and what the recipe calls of npm. */
function createMachine(): Suite {
  const machine = createSuite(FILES, { templates: "built" });
  const node = JSON.stringify(targetNode());
  machine.write("bin/npm", "#!/bin/sh\nexit 0\n");
  machine.write(
    "bin/npx",
    `#!/bin/sh\nname=$1\nshift\ncase $name in\npicklejar) exec ${node} ${CLI} "$@" ;;\ncucumber-js) exec ${node} ${CUCUMBER} "$@" ;;\nesac\nexit 127\n`,
  );
  for (const name of readdirSync(machine.path("bin"))) chmodSync(machine.path(`bin/${name}`), 0o755);
  return machine;
}

/** Runs the lines of a job as a runner of GitLab does, and gives the exit code of its script. */
async function runJob(machine: Suite, { script, after_script = [], variables = {} }: GitLabJob, index = 0): Promise<number> {
  const env = {
    ...process.env,
    ...homeOf(machine),
    ...variables,
    PATH: `${machine.path("bin")}:${process.env["PATH"] ?? ""}`,
    PICKLEJAR_DIR: machine.path("runs"),
    CI: "true",
    CI_PIPELINE_ID: "12",
    CI_NODE_INDEX: String(index),
    CI_NODE_TOTAL: "4",
  };
  const run = async (lines: readonly string[]): Promise<number> =>
    new Promise((resolve) => {
      execFile("sh", ["-e", "-c", lines.join("\n")], { cwd: machine.directory, env }, (error) =>
        resolve(Number(error?.code ?? 0)),
      );
    });
  const code = await run(script);
  const afterCode = await run(after_script);
  if (afterCode !== 0) throw new Error(`after_script exited with ${afterCode}`);
  return code;
}

/** Copies the artifacts of a job, with the modes that a runner gives them. */
function passOn(from: Suite, { artifacts }: GitLabJob, to: Suite): void {
  for (const path of globSync(artifacts.paths, { cwd: from.directory, onlyDirectories: true, deep: 1 })) {
    const name = path.replace(/\/$/, "");
    cpSync(from.path(name), to.path(name), { recursive: true });
    for (const file of readdirSync(to.path(name), { recursive: true, withFileTypes: true }))
      chmodSync(join(file.parentPath, file.name), file.isDirectory() ? 0o755 : 0o644);
  }
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

interface Summary {
  readonly shard: object;
  readonly exitCode: number;
  readonly retained: number;
  readonly ciRun: string;
  readonly templates: readonly { readonly origin: string; readonly fingerprint: string }[];
}

function readSummary(path: string): Summary {
  const summary: Summary = JSON.parse(readFileSync(path, "utf8"));
  return summary;
}
