// Drives scenarios of random operations, and compares what each sees at first with the template:
//   node main.mjs [--scenarios 20000] [--seed 1] [--strategy overlay|copy|copy-delete|auto|memory]
// Prints its seed and its figures as JSON, a line a strategy, and ends with exit code 1 at the first difference.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { Random } from "./random.mjs";
import { RandomSuite } from "./random-suite.mjs";

/** What part of the scenarios each strategy gets, unless one is asked for. */
const SHARES = { overlay: 0.6, copy: 0.15, "copy-delete": 0.1, auto: 0.05, memory: 0.1 };

const { values } = parseArgs({
  options: {
    scenarios: { type: "string", default: "30000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    strategy: { type: "string" },
  },
});

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
