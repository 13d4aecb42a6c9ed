import { writeFileSync } from "node:fs";
import { AfterAll, BeforeAll } from "@cucumber/cucumber";

import type { SuiteTimes } from "../run-cucumber.js";
import { firstScenarioEndMs } from "./first-scenario.js";
import { supportVariable } from "./support-environment.js";

let startMs = 0;
let startCpu: NodeJS.CpuUsage = { user: 0, system: 0 };

/** Loaded last, so that other files' BeforeAll and AfterAll hooks, which run once, are outside of what it takes. */
BeforeAll(() => {
  startMs = performance.now();
  startCpu = process.cpuUsage();
});

AfterAll(() => {
  const { user, system } = process.cpuUsage(startCpu);
  const scenariosMs = performance.now() - startMs;
  const firstScenarioMs = firstScenarioEndMs() - startMs;
  const times: SuiteTimes = { scenariosMs, firstScenarioMs, scenariosCpuMs: (user + system) / 1000 };
  writeFileSync(supportVariable("BENCH_TIMES"), JSON.stringify(times));
});
