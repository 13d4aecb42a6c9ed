// Drives scenarios of random operations, and compares what each sees at first with the template.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { Random } from "./random.mjs";
import { RandomSuite } from "./random-suite.mjs";

/** What part of the scenarios each strategy gets, unless one is asked for. */
const SHARES = { overlay: 0.6, copy: 0.15, "copy-delete": 0.1, auto: 0.05, memory: 0.1 };

const HELP = `Usage: node main.mjs [--scenarios N] [--seed N] [--strategy NAME]

Drives scenarios of random operations, and compares what each sees first with the template. Prints its seed and its figures as a
line of JSON for each strategy, and ends with exit code 1 at the first difference.

  --scenarios N    how many in all (30000)
  --seed N         the seed of a run to be repeated
  --strategy NAME  only this one: ${Object.keys(SHARES).join(", ")}
  --help           prints this
`;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    scenarios: { type: "string", default: "30000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    strategy: { type: "string" },
  },
});

if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (values.strategy !== undefined && !(values.strategy in SHARES))
  throw new RangeError(`--strategy must be one of ${Object.keys(SHARES).join(", ")}; got "${values.strategy}"`);
for (const name of ["scenarios", "seed"])
  if (!/^\d+$/.test(values[name])) throw new RangeError(`--${name} must be a whole number; got "${values[name]}"`);

const directory = mkdtempSync(join(tmpdir(), "picklejar-random-"));
process.chdir(directory);
try {
  for (const [strategy, share] of Object.entries(SHARES)) {
    if (values.strategy !== undefined && values.strategy !== strategy) continue;
    const scenarios = Math.ceil(Number(values.scenarios) * (values.strategy === undefined ? share : 1));
    const suite = new RandomSuite(strategy, new Random(Number(values.seed)));
    const startMs = performance.now();
    const figures = await suite.run(scenarios);
    const seconds = Math.round((performance.now() - startMs) / 1000);
    console.log(JSON.stringify({ seed: Number(values.seed), strategy, scenarios, seconds, ...figures }));
    if (figures.difference !== undefined) process.exitCode = 1;
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
