import { join } from "node:path";

import { UNJUDGED } from "../check/judge.js";
import { compare } from "../compare.js";
import type { FigureTask } from "../figure-task.js";
import { runCucumber } from "../suite/run-cucumber.js";
import { EMPTY_PAIR, PICKLEJAR } from "../suite/suite-contenders.js";
import { createSuiteProject } from "../suite/suite-project.js";

const SCENARIOS = 1500;
const TURNS = 5;

/**
 * Scenarios with picklejar's hooks, in the real Cucumber, against the same with an empty pair: time of a processor, as too few runs fit into a check for
 * anything else to be steady on a busy machine. What is waited for, the other pairs show.
 */
export const measureCheckHooks: FigureTask = async ({ workDirectory }) => {
  const project = createSuiteProject(join(workDirectory, "project"), 40);
  const measurements = new Map<string, number[][]>([EMPTY_PAIR, PICKLEJAR].map(({ name }) => [name, []]));
  for (let turn = -1; turn < TURNS; turn++) {
    for (const { name, support, strategy } of turn % 2 === 0 ? [EMPTY_PAIR, PICKLEJAR] : [PICKLEJAR, EMPTY_PAIR]) {
      const { times } = await runCucumber({
        project,
        scenarioCount: SCENARIOS,
        support,
        strategy,
        steps: "nothing",
        storage: undefined,
        workers: 0,
      });
      if (turn >= 0 && times !== undefined) measurements.get(name)?.push([times.scenariosCpuMs / SCENARIOS]);
    }
  }
  return [compare(measurements, { title: "hooks", ours: PICKLEJAR.name, reference: EMPTY_PAIR.name, bar: UNJUDGED })];
};
