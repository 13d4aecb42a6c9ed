import { parseArgs } from "node:util";

import { SUITE_CONTENDERS } from "./suite-contenders.js";

/** Parts of the command, in this order. */
export const SUITE_PARTS = [
  "scenarios",
  "writing",
  "recorder",
  "workers",
  "templates",
  "large",
  "sizes",
  "memory",
  "vitest",
] as const;

export type SuitePart = (typeof SUITE_PARTS)[number];

export interface SuiteOptions {
  readonly isHelpWanted: boolean;
  readonly isQuick: boolean;
  readonly shouldPublish: boolean;
  /** Instead of measuring. */
  readonly shouldRedraw: boolean;
  /** How many scenarios a whole run has. */
  readonly scenarioCount: number;
  readonly turns: number;
  readonly parts: readonly SuitePart[];
  /** Names of the contenders of the part `scenarios`, beside the reference. */
  readonly contenders: readonly string[];
}

const CONTENDER_NAMES = SUITE_CONTENDERS.map(({ name }) => name);

export const SUITE_HELP = `Usage: pnpm bench:suite [--quick] [--only <part or contender>]… [--scenarios <count>] [--turns <count>] [--publish | --redraw]

Runs the real Cucumber on a generated suite: 374 features, 10,700 scenarios of three steps that do nothing. Says what each way to
give a scenario its database costs against an empty pair of hooks, by turns within one run. Takes about half an hour. Prints Markdown,
and writes bench/results/suite.json and suite.svg. Exit code 1 when a bar is missed.

  --quick              60 scenarios and one turn: shows that everything runs, and misses are printed but are no error
  --only <name>        a part (${SUITE_PARTS.join(", ")}), or a contender of the part "scenarios":
                       ${CONTENDER_NAMES.join(", ")}; may be repeated
  --scenarios <count>  10700 if not said
  --turns <count>      3 if not said
  --publish            also writes what it measured into docs/benchmarks.md, with its charts, and bench/published/by-size.json
  --redraw             measures nothing: writes the table and the chart by size again, from bench/published/by-size.json
  --help               this
`;

/** @throws `RangeError` or `TypeError` for what the command does not take. */
export function parseSuiteOptions(args: readonly string[]): SuiteOptions {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== "--"),
    options: {
      help: { type: "boolean" },
      quick: { type: "boolean" },
      publish: { type: "boolean" },
      redraw: { type: "boolean" },
      only: { type: "string", multiple: true },
      scenarios: { type: "string" },
      turns: { type: "string" },
    },
  });
  const isQuick = values.quick ?? false;
  if (isQuick && values.publish === true) throw new RangeError("--publish: leave out --quick, whose figures say nothing");
  return {
    isHelpWanted: values.help ?? false,
    isQuick,
    shouldPublish: values.publish ?? false,
    shouldRedraw: values.redraw ?? false,
    scenarioCount: parseCount("--scenarios", values.scenarios, isQuick ? 60 : 10_700),
    turns: parseCount("--turns", values.turns, isQuick ? 1 : 3),
    ...parseNames(values.only),
  };
}

function parseCount(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`${name} must be a whole number above 0; got "${text}"`);
  return count;
}

function parseNames(names: readonly string[] | undefined): Pick<SuiteOptions, "parts" | "contenders"> {
  if (names === undefined) return { parts: SUITE_PARTS, contenders: CONTENDER_NAMES };
  for (const name of names) {
    if (!isPart(name) && !CONTENDER_NAMES.includes(name)) {
      throw new RangeError(`--only must be one of ${[...SUITE_PARTS, ...CONTENDER_NAMES].join(", ")}; got "${name}"`);
    }
  }
  const contenders = names.filter((name) => CONTENDER_NAMES.includes(name));
  const parts = SUITE_PARTS.filter((part) => names.includes(part) || (part === "scenarios" && contenders.length > 0));
  return { parts, contenders: contenders.length > 0 ? contenders : CONTENDER_NAMES };
}

function isPart(name: string): name is SuitePart {
  return SUITE_PARTS.some((part) => part === name);
}
