import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { FIGURE_NAMES } from "./figure-names.js";
import { formatMachine } from "./format-machine.js";
import { formatReport } from "./format-report.js";
import { describeMachine } from "./machine.js";
import type { Figure } from "./report.js";
import { runFigure } from "./run-figure.js";
import { createWorkDirectory, RESULTS_DIRECTORY } from "./work-directory.js";

const RESULTS_FILE = join(RESULTS_DIRECTORY, "latest.json");

const HELP = `Usage: pnpm bench [--quick] [--only <figure>]…

Measures what picklejar costs against what it stands in for: both in one run, by turns. Takes about two minutes.
Prints a table, and writes bench/results/latest.json. Exit code 1 when a bar is missed.

  --quick          few rounds: shows that everything runs, and misses are printed but are no error
  --only <figure>  one of ${FIGURE_NAMES.join(", ")}; may be repeated
  --help           this
`;

const HOW_TO_READ =
  "Medians, with the quarter below and the quarter above. Ratios are of rounds in which both sides took turns.";

process.exitCode = await main();

async function main(): Promise<number> {
  let options: Options;
  try {
    options = parseOptions();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return 2;
  }
  if (options.isHelpWanted) {
    process.stdout.write(HELP);
    return 0;
  }
  return measureAll(options);
}

interface Options {
  readonly isHelpWanted: boolean;
  readonly isQuick: boolean;
  readonly names: readonly string[];
}

function parseOptions(): Options {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((argument) => argument !== "--"),
    options: { help: { type: "boolean" }, quick: { type: "boolean" }, only: { type: "string", multiple: true } },
  });
  const names = values.only ?? FIGURE_NAMES;
  for (const name of names) {
    if (!FIGURE_NAMES.includes(name)) throw new RangeError(`--only must be one of ${FIGURE_NAMES.join(", ")}; got "${name}"`);
  }
  return { isHelpWanted: values.help ?? false, isQuick: values.quick ?? false, names };
}

async function measureAll({ isQuick, names }: Options): Promise<number> {
  const machine = describeMachine();
  const workDirectory = createWorkDirectory();
  const figures: Figure[] = [];
  for (const name of names) {
    process.stderr.write(`measuring ${name} …\n`);
    figures.push(...(await runFigure(name, { workDirectory, isQuick })));
  }
  const missed = figures.filter(({ isMet }) => !isMet);
  writeFileSync(
    RESULTS_FILE,
    JSON.stringify({ measuredAt: new Date().toISOString(), isQuick, machine, figures }, undefined, 2),
  );
  process.stdout.write(
    `${formatMachine(machine)}\n${HOW_TO_READ}\n\n${formatReport(figures)}\n\n${formatVerdict(missed, isQuick)}\n`,
  );
  return missed.length > 0 && !isQuick ? 1 : 0;
}

function formatVerdict(missed: readonly Figure[], isQuick: boolean): string {
  if (missed.length === 0) return "Every bar is met.";
  const list = missed.map(
    (figure) => `- ${figure.title}${figure.kind === "compared" ? `: ${figure.ours} against ${figure.reference}` : ""}`,
  );
  const note = isQuick ? "\n(--quick: too few rounds to judge by, so the exit code is 0.)" : "";
  return `${missed.length} of the bars MISSED:\n${list.join("\n")}${note}`;
}
