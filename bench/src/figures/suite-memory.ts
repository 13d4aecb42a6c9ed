import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { loadConfiguration, loadSupport, runCucumber } from "@cucumber/cucumber/api";

import type { FigureTask } from "../figure-task.js";
import { createSuiteProject } from "../suite/suite-project.js";
import { growthFigure, takeMemorySample, type MemorySample } from "./memory-samples.js";

/** Scenarios of a run, and runs: Cucumber keeps what happened in a run until its end. */
const SCENARIOS = 10_000;
const RUNS = 10;
const SUPPORT_DIRECTORY = fileURLToPath(new URL("../suite/support/", import.meta.url));

/** Runs the same support code in one process again and again, and looks at what stays behind. */
export const measureSuiteMemory: FigureTask = async ({ workDirectory, isQuick }) => {
  const scenarioCount = isQuick ? 100 : SCENARIOS;
  const project = createSuiteProject(join(workDirectory, "project"), 40);
  const storage = join(workDirectory, "storage");
  Object.assign(process.env, { PICKLEJAR_DIR: storage, PICKLEJAR_SUMMARY_FILE: "" });
  process.chdir(project.directory);
  const stdout = new PassThrough().resume();
  const environment = { cwd: project.directory, stdout, stderr: process.stderr };
  const provided = {
    import: ["picklejar", "steps"].map((name) => join(SUPPORT_DIRECTORY, `${name}.js`)),
    paths: [project.featuresOf(scenarioCount)],
  };
  const { runConfiguration } = await loadConfiguration({ provided }, environment);
  const support = await loadSupport(runConfiguration, environment);
  const samples: MemorySample[] = [];
  for (let run = 0; run <= (isQuick ? 3 : RUNS); run++) {
    if (run > 0) {
      const { success } = await runCucumber({ ...runConfiguration, support }, environment);
      if (!success) throw new Error("the suite must pass");
    }
    samples.push(takeMemorySample(run * scenarioCount, storage));
  }
  return [growthFigure("picklejar's hooks in Cucumber, again and again, in one process", "scenarios", samples)];
};
