import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS, ofToday, type TagOptions } from "../../../test/helpers/of-today.js";
import { createSuite } from "./helpers/create-suite.js";
import { MODES } from "./helpers/modes.js";

for (const { where, parallel, options } of MODES) {
  /** What one process shows, workers repeat by turns. */
  const turns = <Row>(rows: readonly Row[]): readonly Row[] => (parallel.length === 0 ? rows : ofToday(rows, 3));

  describe(`a process that ends in the middle of a run, ${where}`, () => {
    const rows: readonly (readonly [what: string, step: string, tags: string, code: number, own?: TagOptions])[] = [
      ["a step, with a code of its own", "When the process exits with code 3", "", 3, EVEN_DAYS],
      ["a Before hook", "When nothing happens", "@before_exits", 0],
      ["an After hook", "When nothing happens", "@after_exits", 0, ODD_DAYS],
      ["work that was deferred", "When an exit is deferred", "", 0, EVEN_DAYS],
      ["something that nobody waited for", "When the process will exit", "", 0, ODD_DAYS],
      ["a scenario without a database", "When the process exits with code 0", "@no_database", 0, EVEN_DAYS],
    ];
    const always = ["a step", "When the process exits with code 0", "", 0, options] as const;
    for (const [what, step, tags, code, own = options] of [always, ...turns(rows)])
      test.concurrent(`names the scenario that was running: ${what}`, own, async () => {
        const { stderr } = await createExitingSuite(step, tags).start(parallel).end;
        expect(stderr.match(/(?<=\n)picklejar: the process exited with .*$/gm)).toEqual([
          expect.stringContaining(`with code ${code} while features/exits.feature:3 "One that ends it all" was running;`),
        ]);
      });
  });

  describe(`a process that ends, ${where}`, options, () => {
    for (const [moment, own] of turns([
      ["before", {}],
      ["after", ODD_DAYS],
    ] as const))
      test.concurrent(`says so when no scenario was running: ${moment} all scenarios`, own, async () => {
        const suite = createExitingSuite("When nothing happens", "");
        const { stderr } = await suite.start(parallel, { EXITS: moment }).end;
        expect(stderr).toContain(
          "picklejar: the process exited with code 0 between scenarios, or in a BeforeAll or AfterAll hook;",
        );
      });

    for (const [what, step, arguments_, own] of turns([
      ["passes", "When nothing happens", [], EVEN_DAYS],
      ["fails", "When it fails", [], ODD_DAYS],
      ["is ended by --exit", "When nothing happens", ["--exit"], EVEN_DAYS],
      ["is a dry run", "When nothing happens", ["--dry-run"], ODD_DAYS],
      ["has no scenarios", "When nothing happens", ["--tags", "@nothing"], EVEN_DAYS],
    ] as const))
      test.concurrent(`says nothing of a run that ${what}`, own, async () => {
        const { stderr } = await createExitingSuite(step, "").start([...parallel, ...arguments_]).end;
        expect(stderr).not.toContain("exited");
      });

    test.concurrent("says nothing when a BeforeAll hook fails, since Cucumber does", ODD_DAYS, async () => {
      const result = await createExitingSuite("When nothing happens", "").start(parallel, { EXITS: "fails" }).end;
      expect(result).toHaveEnded({ code: 1 });
      expect(result.stderr).not.toContain("exited with");
    });
  });
}

function createExitingSuite(step: string, tags: string): ReturnType<typeof createSuite> {
  return createSuite({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY);",
    "features/exits.feature": `Feature: exits\n  ${tags}\n  Scenario: One that ends it all\n    ${step}\n    Then nothing happens\n`,
    "features/steps/exits.js": STEPS,
  });
}

const STEPS = `
  import { After, AfterAll, Before, BeforeAll, When } from "@cucumber/cucumber";
  BeforeAll(() => {
    if (process.env.EXITS === "before") process.exit(0);
    if (process.env.EXITS === "fails") throw new Error("no");
  });
  AfterAll(() => { if (process.env.EXITS === "after") process.exit(0); });
  Before("@before_exits", () => process.exit(0));
  After("@after_exits", () => process.exit(0));
  When("the process exits with code {int}", (code) => process.exit(code));
  When("an exit is deferred", function () { this.defer(() => process.exit(0)); });
  When("the process will exit", async () => {
    setTimeout(() => process.exit(0), 1);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  });
  When("it fails", () => { throw new Error("no"); });
  When("nothing happens", () => {});
`;
