import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS, ofToday } from "../../../test/helpers/of-today.js";
import { createSuite, type RunningSuite, type Suite } from "./helpers/create-suite.js";
import { MODES } from "./helpers/modes.js";
import { noProcessOf } from "./helpers/no-process-of.js";

const SERIAL: readonly string[] = [];
const PARALLEL = ["--parallel", "2"];
const LONG = { tags: "long" };

type End = readonly [what: string, arguments_: readonly string[], step: string, options?: typeof LONG];

const LONG_ENDS: readonly End[] = [
  ["process.exit(3) in a worker", PARALLEL, "the process exits with code 3", LONG],
  ["process.exit(0) in a step", SERIAL, "the process exits with code 0", LONG],
  ["an uncaught exception", SERIAL, "an error is thrown in the background", LONG],
  ["an uncaught exception in a worker", PARALLEL, "an error is thrown in the background", LONG],
  ["an uncaught exception between steps", SERIAL, "an error will be thrown in the background", LONG],
  ["an unhandled rejection", SERIAL, "a promise is rejected in the background", LONG],
  ["an unhandled rejection in a worker", PARALLEL, "a promise is rejected in the background", LONG],
  ["an exit that is forced", ["--exit"], "something keeps the process alive", LONG],
  ["an exit that is forced, with workers", ["--exit", ...PARALLEL], "something keeps the process alive", LONG],
];

const ENDS: readonly End[] = [["process.exit(3) in a step", SERIAL, "the process exits with code 3"], ...ofToday(LONG_ENDS, 3)];

type Target = "process" | "group";

type Signal = readonly [
  what: string,
  arguments_: readonly string[],
  signal: NodeJS.Signals,
  target: Target,
  options?: typeof LONG,
];

const LONG_SIGNALS: readonly Signal[] = [
  ["SIGINT to its group", SERIAL, "SIGINT", "group", LONG],
  ["SIGINT to a coordinator", PARALLEL, "SIGINT", "process", LONG],
  ["SIGTERM to a process", SERIAL, "SIGTERM", "process", LONG],
  ["SIGTERM to a coordinator", PARALLEL, "SIGTERM", "process", LONG],
];

const SIGNALS: readonly Signal[] = [
  ["SIGINT to a process", SERIAL, "SIGINT", "process"],
  ["SIGINT to a coordinator and its workers", PARALLEL, "SIGINT", "group", LONG],
  ...ofToday(LONG_SIGNALS, 2),
];

describe("a run that ends abruptly leaves nothing, and ends as it does without the hooks", () => {
  for (const [what, commandLine, step, options = {}] of ENDS)
    test(`by ${what}`, options, async () => {
      const [without, withHooks] = await compare(step, commandLine);
      expect(withHooks).toEqual(without);
    });

  for (const [what, commandLine, signal, target, options = {}] of SIGNALS)
    test(`by ${what}`, options, async () => {
      const [without, withHooks] = await compare("I wait", commandLine, async (running) => {
        await running.until("waiting");
        const pid = running.child.pid ?? 0;
        process.kill(target === "group" ? -pid : pid, signal);
      });
      expect(without.signal ?? without.code).not.toBe(0);
      expect(withHooks).toEqual(without);
    });

  for (const { where, parallel } of MODES)
    test(`an API run with an environment of its own, ${where}`, parallel.length === 0 ? EVEN_DAYS : ODD_DAYS, async () => {
      const suite = createNotesSuite("I wait a little");
      suite.write("run.mjs", API_RUN);
      // Modules are loaded once in a process, and hooks and steps belong to a run: files for each.
      for (const turn of ["first", "second"]) {
        suite.write(`features/${turn}/hooks.js`, readFileSync(suite.path("features/support/picklejar.js"), "utf8"));
        suite.write(`features/${turn}/steps.js`, STEPS);
      }
      const result = await suite.startNode(["run.mjs", parallel[1] ?? "0"]).end;
      expect(result).toHaveEnded({
        code: 0,
        stderr: /^picklejar: 16 scenario databases .+\npicklejar: (?:reused )?template .+\n$/,
      });
      expect(result.stdout.match(/^(?:true|false|8 scenarios.*)$/gm)).toEqual([
        "8 scenarios (8 passed)",
        "true",
        "8 scenarios (8 passed)",
        "true",
      ]);
      expect(suite.leftovers()).toEqual([]);
    });
});

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs a suite without and with the hooks, which leave nothing. */
async function compare(step: string, arguments_: readonly string[], interrupt?: Interrupt): Promise<readonly [Ending, Ending]> {
  const suite = createNotesSuite(step);
  const endings = await Promise.all([
    runToEnd(suite, ["--profile", "without", ...arguments_], interrupt),
    runToEnd(suite, arguments_, interrupt),
  ]);
  expect(suite.leftovers()).toEqual([]);
  return endings;
}

type Interrupt = (running: RunningSuite) => Promise<void>;

async function runToEnd(suite: Suite, arguments_: readonly string[], interrupt?: Interrupt): Promise<Ending> {
  const running = suite.start(arguments_);
  await interrupt?.(running);
  const { code, signal } = await running.end;
  await noProcessOf(running.child.pid ?? 0);
  return { code, signal };
}

/** Eight scenarios, of which the second does something that ends the run; each writes a note, where there is a database. */
function createNotesSuite(step: string): Suite {
  const scenarios = Array.from({ length: 8 }, (_, index) => {
    return `  Scenario: note ${index}\n    Given I write a note\n    When ${index === 1 || step === "I wait" ? step : "I wait a little"}\n    And I wait a little\n`;
  });
  return createSuite({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
    "features/notes.feature": `Feature: notes\n${scenarios.join("")}`,
    "features/steps/notes.js": STEPS,
    "cucumber.mjs": `
      export default { import: ["features/support/picklejar.js", "features/steps/*.js"] };
      export const without = { import: ["features/steps/*.js"] };`,
  });
}

const STEPS = `
  import assert from "node:assert/strict";
  import { Given, When } from "@cucumber/cucumber";
  const wait = (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs));
  Given("I write a note", function () {
    if (this.db === undefined) return;
    // What must not be left is where the test looks for it.
    assert.ok(this.db.path.startsWith(process.env.PICKLEJAR_DIR));
    this.db.open().exec("INSERT INTO notes (body) VALUES ('mine')");
  });
  When("I wait a little", () => wait(20));
  When("I wait", { timeout: 60_000 }, async () => {
    console.log("waiting");
    // When a signal ends the coordinator alone, its workers go on until then.
    await wait(2000);
  });
  When("the process exits with code {int}", (code) => process.exit(code));
  When("an error is thrown in the background", async () => {
    setTimeout(() => { throw new Error("in the background"); });
    await wait(100);
  });
  When("an error will be thrown in the background", () => {
    setTimeout(() => { throw new Error("in the background"); });
  });
  When("a promise is rejected in the background", async () => {
    void Promise.reject(new Error("in the background"));
    await wait(100);
  });
  When("something keeps the process alive", () => {
    setInterval(() => {}, 60_000);
  });
`;

/** Two runs, one after the other, as a program may start them. */
const API_RUN = `
  import { loadConfiguration, runCucumber } from "@cucumber/cucumber/api";
  const environment = { env: { PATH: process.env.PATH, PICKLEJAR_DIR: process.env.PICKLEJAR_DIR } };
  for (const turn of ["first", "second"]) {
    const { runConfiguration } = await loadConfiguration(
      {
        file: false,
        provided: {
          paths: ["features/notes.feature"],
          import: [\`features/\${turn}/hooks.js\`, \`features/\${turn}/steps.js\`],
          format: ["summary"],
          parallel: Number(process.argv[2]),
        },
      },
      environment,
    );
    const { success } = await runCucumber(runConfiguration, environment);
    console.log(success);
  }
`;
