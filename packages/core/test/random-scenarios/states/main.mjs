// Drives scenarios of random writers, and compares each state of the past with a dump that was made when it was the present.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { Random } from "../random.mjs";
import { StateSuite } from "./state-suite.mjs";

/** What part of the scenarios each kind of database gets, unless one is asked for. */
const SHARES = { overlay: 0.4, "copy-wal": 0.3, "copy-journal": 0.3 };

const HELP = `Usage: node main.mjs [--scenarios N] [--seed N] [--kind NAME]

Drives scenarios of random writers (connections, child processes, transactions that spill, kills, schema changes), marks each step, and compares the
states of the past with dumps. Prints its seed and its figures as a line of JSON for each kind, and ends with exit code 1 at the first difference.

  --scenarios N  how many in all (500)
  --seed N       the seed of a run to be repeated
  --kind NAME    only this one: ${Object.keys(SHARES).join(", ")}
  --help         prints this
`;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    scenarios: { type: "string", default: "500" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    kind: { type: "string" },
  },
});

if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (values.kind !== undefined && !(values.kind in SHARES))
  throw new RangeError(`--kind must be one of ${Object.keys(SHARES).join(", ")}; got "${values.kind}"`);
for (const name of ["scenarios", "seed"])
  if (!/^\d+$/.test(values[name])) throw new RangeError(`--${name} must be a whole number; got "${values[name]}"`);

const directory = mkdtempSync(join(tmpdir(), "picklejar-states-"));
process.chdir(directory);
try {
  for (const [kind, share] of Object.entries(SHARES)) {
    if (values.kind !== undefined && values.kind !== kind) continue;
    const scenarios = Math.ceil(Number(values.scenarios) * (values.kind === undefined ? share : 1));
    const suite = new StateSuite(kind, new Random(Number(values.seed)));
    const startMs = performance.now();
    const figures = await suite.run(scenarios);
    const seconds = Math.round((performance.now() - startMs) / 1000);
    console.log(JSON.stringify({ seed: Number(values.seed), kind, scenarios, seconds, ...figures }));
    if (figures.difference !== undefined) process.exitCode = 1;
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
