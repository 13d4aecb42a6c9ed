import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { RESET_TASKS } from "../figures/reset.js";
import { formatMachine } from "../format-machine.js";
import { describeMachine } from "../machine.js";
import type { Figure } from "../report.js";
import { runFigure } from "../run-figure.js";
import { createWorkDirectory, RESULTS_DIRECTORY } from "../work-directory.js";
import { drawChart } from "./draw-chart.js";
import { formatSuiteReport } from "./format-suite-report.js";
import { judgeLarge, judgePeers, judgeRecorder, judgeScenarios, judgeTemplates, judgeWorkers } from "./judge-suite.js";
import {
  measureLarge,
  measureRecorder,
  measureScenarios,
  measureTemplates,
  measureWorkers,
  measureWriting,
  type MeasurePartOptions,
} from "./measure-parts.js";
import { publish, publishSizes } from "./publish.js";
import { openStorages } from "./storages.js";
import { parseSuiteOptions, SUITE_HELP, type SuiteOptions, type SuitePart } from "./suite-options.js";
import type { SuiteReport, SuiteTable, Verdict } from "./suite-report.js";

/** Parts that are runs of Cucumber, and what they have to show. */
const TABLES: Partial<
  Record<
    SuitePart,
    readonly [
      (options: MeasurePartOptions) => Promise<SuiteTable | readonly SuiteTable[]>,
      (table: SuiteTable) => readonly Verdict[],
    ]
  >
> = {
  scenarios: [measureScenarios, judgeScenarios],
  writing: [measureWriting, judgePeers],
  recorder: [measureRecorder, judgeRecorder],
  workers: [measureWorkers, judgeWorkers],
  templates: [measureTemplates, judgeTemplates],
  large: [measureLarge, judgeLarge],
};

/** Parts that have a process for each figure. */
const FIGURES: Partial<Record<SuitePart, readonly string[]>> = {
  sizes: [...RESET_TASKS.keys()],
  memory: ["suite-memory"],
  vitest: ["test-file"],
};

process.exitCode = await main();

async function main(): Promise<number> {
  let options: SuiteOptions;
  try {
    options = parseSuiteOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${SUITE_HELP}`);
    return 2;
  }
  if (options.isHelpWanted) {
    process.stdout.write(SUITE_HELP);
    return 0;
  }
  if (options.shouldRedraw) {
    publishSizes();
    return 0;
  }
  const report = await measure(options);
  write(report, options);
  const missed = [...report.verdicts, ...report.figures].filter(({ isMet }) => !isMet);
  process.stdout.write(missed.length === 0 ? "Every bar is met.\n" : formatMissed(missed, options.isQuick));
  return missed.length > 0 && !options.isQuick ? 1 : 0;
}

async function measure(options: SuiteOptions): Promise<SuiteReport> {
  const machine = describeMachine();
  const workDirectory = createWorkDirectory();
  const storages = openStorages(workDirectory);
  const tables: SuiteTable[] = [];
  const figures: Figure[] = [];
  const verdicts: Verdict[] = [];
  for (const part of options.parts) {
    const [measureTable, judge] = TABLES[part] ?? [];
    if (measureTable !== undefined && judge !== undefined) {
      const measured = [await measureTable({ ...options, workDirectory, storages, onProgress })].flat();
      tables.push(...measured);
      verdicts.push(...measured.flatMap(judge));
    }
    for (const name of FIGURES[part] ?? []) {
      onProgress(`measuring ${name}`);
      figures.push(...(await runFigure(name, { workDirectory, isQuick: options.isQuick })));
    }
  }
  return { measuredAt: new Date().toISOString(), isQuick: options.isQuick, machine, tables, figures, verdicts };
}

function onProgress(line: string): void {
  process.stderr.write(`${line}\n`);
}

function write(report: SuiteReport, { shouldPublish, parts }: SuiteOptions): void {
  const markdown = `${formatMachine(report.machine)}\n\n${formatSuiteReport(report)}\n\n`;
  process.stdout.write(markdown);
  writeFileSync(join(RESULTS_DIRECTORY, "suite.json"), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(RESULTS_DIRECTORY, "suite.md"), markdown);
  if (shouldPublish) publish(report, parts);
  const [table] = report.tables;
  if (table === undefined) return;
  writeFileSync(join(RESULTS_DIRECTORY, "suite.svg"), drawChart(table));
}

function formatMissed(missed: readonly (Verdict | Figure)[], isQuick: boolean): string {
  const note = isQuick ? "(--quick: too few scenarios to judge by, so the exit code is 0.)\n" : "";
  return `${missed.length} of the bars MISSED:\n${missed.map(({ title }) => `- ${title}\n`).join("")}${note}`;
}
