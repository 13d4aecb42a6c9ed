import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { formatMachine } from "../format-machine.js";
import { formatReport } from "../format-report.js";
import { describeMachine } from "../machine.js";
import type { ComparedFigure } from "../report.js";
import { runFigure } from "../run-figure.js";
import { createWorkDirectory } from "../work-directory.js";
import { readBaseline, writeBaseline } from "./baseline.js";
import { betterOf, judge } from "./judge.js";

const FIGURES = ["check", "check-on-disk", "check-hooks"];

const HELP = `Usage: pnpm bench:check [--update]

Fails when a strategy became much slower against the least that it could cost, both measured by turns in one run: exit code 1 when a
ratio is more than bench/check-baseline.json's tolerance above the ratio there, twice in a row. Takes less than a minute.

  --update   writes the ratios of this run into the baseline; look at them, and say in the commit why they changed
  --help     this

BENCH_SLOW_DOWN=copy=2 makes a pair twice as slow on purpose: the check must turn red.
`;

process.exitCode = await main();

async function main(): Promise<number> {
  let options: { readonly help?: boolean; readonly update?: boolean };
  try {
    options = parseArgs({
      args: process.argv.slice(2).filter((argument) => argument !== "--"),
      options: { help: { type: "boolean" }, update: { type: "boolean" } },
    }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return 2;
  }
  if (options.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  process.stdout.write(`${formatMachine(describeMachine())}\n\n`);
  return options.update === true ? update() : check();
}

async function update(): Promise<number> {
  const workDirectory = createWorkDirectory();
  const figures: ComparedFigure[] = [];
  for (const name of FIGURES) figures.push(...(await measure(name, workDirectory)));
  const ratios = figures.map(({ title, ratio }) => [title, Math.round(ratio.median * 100) / 100] as const);
  const baseline = { ...readBaseline(), ratios: Object.fromEntries(ratios) };
  writeBaseline(baseline);
  process.stdout.write(`${formatReport(figures.map((figure) => judge(figure, baseline)))}\n\nThese are the baseline now.\n`);
  return 0;
}

async function check(): Promise<number> {
  const baseline = readBaseline();
  const workDirectory = createWorkDirectory();
  const figures: ComparedFigure[] = [];
  for (const name of FIGURES) {
    const first = (await measure(name, workDirectory)).map((figure) => judge(figure, baseline));
    const suspects = first.filter(({ isMet }) => !isMet);
    if (suspects.length === 0) figures.push(...first);
    else {
      process.stderr.write(`above the baseline: ${suspects.map(describe).join(", ")}; measuring again\n`);
      const second = (await measure(name, join(workDirectory, "again"))).map((figure) => judge(figure, baseline));
      figures.push(...betterOf(first, second));
    }
  }
  process.stdout.write(`${formatReport(figures)}\n\n`);
  const slower = figures.filter(({ isMet }) => !isMet);
  process.stdout.write(
    slower.length === 0 ? "Nothing became slower.\n" : `SLOWER than the baseline, twice: ${slower.map(describe).join(", ")}.\n`,
  );
  return slower.length === 0 ? 0 : 1;
}

async function measure(name: string, workDirectory: string): Promise<readonly ComparedFigure[]> {
  process.stderr.write(`measuring ${name} …\n`);
  mkdirSync(workDirectory, { recursive: true });
  const figures = await runFigure(name, { workDirectory, isQuick: false });
  return figures.filter((figure) => figure.kind === "compared");
}

function describe({ title, ratio, bar }: ComparedFigure): string {
  return `${title} (${ratio.median.toFixed(2)} times its reference; at most ${bar?.value ?? "anything"})`;
}
