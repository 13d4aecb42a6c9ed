import { beforeAll, describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { MODES } from "../helpers/modes.js";
import { createContractProject, statusOf, type ContractRun, type PlacedScenario } from "./contract-project.js";

const project = createContractProject();
const { major, scenarios, missingFormatters } = project;

for (const { where, parallel } of MODES)
  describe(`expected failures, ${where}`, parallel.length === 0 ? {} : EVEN_DAYS, () => {
    let run: ContractRun;

    beforeAll(async () => {
      run = await project.run(parallel);
    }, 120_000);

    test("make the run fail when one scenario is red", () => {
      expect(run).toHaveEnded({ code: 1 });
      expect(run.success).toBe(false);
    });

    test("leave nothing behind", () => {
      expect(project.suite.leftovers()).toEqual([]);
    });

    test("are summed up once", () => {
      expect(run.stderr.match(/picklejar: still failing: /g)).toHaveLength(1);
      const { stillFailing, unexpectedPasses, otherFailures, notJudged } = run.runSummary.expectedFailures;
      const failing = stillFailing.flatMap(({ scenarios: each }) => each.map(({ scenario }) => scenario));
      expect(new Set(failing)).toEqual(namesOf("expected-failure"));
      expect(new Set(unexpectedPasses.map(({ scenario }) => scenario))).toEqual(namesOf("unexpected-pass"));
      expect(new Set(otherFailures.map(({ scenario }) => scenario))).toEqual(namesOf("other-failure"));
      const skipped = scenarios.filter((each) => each.outcome === "not-judged" && statusOf(each, major) === "SKIPPED");
      expect(new Set(notJudged.map(({ scenario }) => scenario))).toEqual(new Set(skipped.map(({ name }) => name)));
      expect(run.stderr.match(/picklejar: not judged: #991: /g)).toHaveLength(skipped.length);
    });

    test("are counted rightly by the progress and the summary report", () => {
      const counts = countStatuses();
      expect([parseCounts(run.progress.counts), parseCounts(run.summary.counts)]).toEqual([counts, counts]);
    });

    test.each(scenarios)("$outcome, in every report: $name", (scenario) => {
      const status = statusOf(scenario, major);
      const isRed = !["PASSED", "SKIPPED"].includes(status);
      const place = `${scenario.file}:${scenario.line}`;
      expect({
        message: run.messages.get(scenario.name)?.status,
        html: run.html.get(scenario.name)?.status,
        json: run.json.get(scenario.name)?.status ?? "PASSED",
        junit: run.junit.get(scenario.name)?.status,
        rerun: run.rerun.has(place),
        progress: run.progress.listed.has(scenario.name),
        summary: run.summary.listed.has(scenario.name),
      }).toEqual({
        message: status,
        html: status,
        json: status,
        junit: isRed ? "FAILED" : status,
        rerun: status !== "PASSED",
        progress: isRed,
        summary: isRed,
      });
      // What has no result to carry it is in a log, and in the summary of the run.
      const texts = textsOf(scenario);
      expect(texts.filter((text) => run.messages.get(scenario.name)?.text.includes(text) !== true)).toEqual([]);
      expect(texts.filter((text) => run.html.get(scenario.name)?.text.includes(text) !== true)).toEqual([]);
      expect(texts.filter((text) => run.json.get(scenario.name)?.text.includes(text) === false)).toEqual([]);
      // JUnit has texts of failures only.
      const failure = status === "FAILED" ? (scenario.error ?? scenario.reason ?? "") : "";
      expect(run.junit.get(scenario.name)?.text).toContain(failure);
      const { pretty } = run;
      expect(pretty === undefined || scenario.error === undefined || pretty.includes(scenario.error)).toBe(true);
    });

    test("let nothing green hide something red: the green ones succeed together", ODD_DAYS, async () => {
      const green = scenarios
        .map(({ file }) => file)
        .filter((file) => scenarios.every((each) => each.file !== file || isGreen(each)));
      const alone = await project.run([...parallel, ...new Set(green)]);
      expect(alone).toHaveEnded({ code: 0 });
      expect([alone.success, alone.runSummary.retained]).toEqual([true, 0]);
    });
  });

describe("each file by itself", () => {
  test("succeeds if it is green, and else does not", { ...ODD_DAYS, timeout: 120_000 }, async () => {
    const files = [...new Set(scenarios.map(({ file }) => file))];
    const results = await project.runEach(files);
    const wanted = files.map((file) => [file, scenarios.every((each) => each.file !== file || isGreen(each))] as const);
    expect(results).toEqual(Object.fromEntries(wanted));
  });

  test.runIf(missingFormatters.length > 0)(
    `goes without the report that this Cucumber does not have: ${missingFormatters.join()}`,
    () => {
      expect(missingFormatters).toEqual(["pretty"]);
    },
  );
});

function isGreen(scenario: PlacedScenario): boolean {
  return ["PASSED", "SKIPPED"].includes(statusOf(scenario, major));
}

function namesOf(outcome: PlacedScenario["outcome"]): ReadonlySet<string> {
  return new Set(scenarios.filter((scenario) => outcomeOf(scenario) === outcome).map(({ name }) => name));
}

/** From 13 on a step that cannot run is hidden behind an expected failure, unless there is the plugin. */
function outcomeOf(scenario: PlacedScenario): PlacedScenario["outcome"] {
  const isHidden = scenario.outcome === "other-failure" && statusOf(scenario, major) === "SKIPPED";
  return isHidden ? "expected-failure" : scenario.outcome;
}

/** What has to be in the reports of a scenario. */
function textsOf(scenario: PlacedScenario): readonly string[] {
  const said =
    outcomeOf(scenario) === "expected-failure" ? ["expected failure (#", "https://tracker.example/"] : [scenario.reason];
  return [...said, scenario.error].filter((text) => text !== undefined);
}

function countStatuses(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const scenario of scenarios) {
    const status = statusOf(scenario, major).toLowerCase();
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

/** Of `2 failed, 1 passed`. */
function parseCounts(text: string): Readonly<Record<string, number>> {
  return Object.fromEntries(text.split(", ").map((part) => [part.replace(/^\d+ /, ""), Number.parseInt(part, 10)]));
}
