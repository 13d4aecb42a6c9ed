// Kills a small suite with a failing scenario before each file system call of picklejar that changes something, without templates and with them,
// and runs it once more:
//   node main.mjs [--state cold|warm] [--strategy copy|overlay] [--every 1] [--offset 0] [--reads]
// With --reads, also before each call that only looks: more than twice as many, of which most leave the same.
// Then the results have to be right, and not one file more may be there than after runs that were never killed. What SQLite does to files between
// two calls is not seen. Prints a line of JSON for each state and strategy; ends with exit code 1 at the first difference.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";

import { copySuite, createSmallSuite, findFaults, listProject, runSuite } from "./small-suite.mjs";

const CHOICES = { state: ["cold", "warm"], strategy: ["copy", "overlay"] };

const { values } = parseArgs({
  options: {
    state: { type: "string" },
    strategy: { type: "string" },
    every: { type: "string", default: "1" },
    offset: { type: "string", default: "0" },
    reads: { type: "boolean", default: false },
  },
});
for (const [name, choices] of Object.entries(CHOICES))
  if (values[name] !== undefined && !choices.includes(values[name]))
    throw new RangeError(`--${name}: expected one of ${choices.join(", ")}; got "${values[name]}"`);
const [every, offset] = [Number(values.every), Number(values.offset)];
if (!Number.isSafeInteger(every) || every < 1)
  throw new RangeError(`--every: expected a whole number above 0; got "${values.every}"`);
if (!Number.isSafeInteger(offset) || offset < 0)
  throw new RangeError(`--offset: expected a whole number; got "${values.offset}"`);

process.env.COUNT_READS = values.reads ? "1" : "0";

const root = mkdtempSync(join(tmpdir(), "picklejar-kills-"));
try {
  for (const strategy of chosen("strategy")) for (const state of chosen("state")) killAll(state, strategy);
} finally {
  rmSync(root, { recursive: true, force: true });
}

function chosen(name) {
  return CHOICES[name].filter((choice) => values[name] === undefined || values[name] === choice);
}

function killAll(state, strategy) {
  const startMs = performance.now();
  const start = join(root, `${state}-${strategy}`);
  mkdirSync(start);
  createSmallSuite(start);
  if (state === "warm") expectNoFaults(runSuite(start, strategy), "the run before");
  const never = join(root, "never-killed");
  copySuite(start, never);
  const { calls } = expectNoFaults(runSuite(never, strategy), "a run that is not killed");
  expectNoFaults(runSuite(never, strategy), "the run after it");
  const expected = listProject(never);
  rmSync(never, { recursive: true });
  let points = 0;
  for (let call = 1 + (offset % every); call <= calls; call += every) {
    points++;
    const directory = join(root, "killed");
    copySuite(start, directory);
    const { signal } = runSuite(directory, strategy, call);
    const what = `${state}, ${strategy}: killed before call ${call} of ${calls}`;
    // A call more or less is made from run to run: the last ones may not come.
    if (signal !== "SIGKILL" && call < calls - 5) throw new Error(`${what}: it was not killed`);
    expectNoFaults(runSuite(directory, strategy), what);
    const found = listProject(directory);
    if (!isDeepStrictEqual(found, expected)) throw new Error(`${what}: ${describeDifference(found, expected)}`);
    rmSync(directory, { recursive: true });
  }
  const seconds = Math.round((performance.now() - startMs) / 1000);
  console.log(JSON.stringify({ state, strategy, calls, points, seconds }));
}

function expectNoFaults(run, what) {
  const faults = findFaults(run);
  if (faults.length > 0) throw new Error(`${what}: ${faults.join("; ")}`);
  return run;
}

function describeDifference(found, expected) {
  const more = found.filter((name) => !expected.includes(name));
  const fewer = expected.filter((name) => !found.includes(name));
  return `there is more: ${more.join(", ") || "nothing"}; and less: ${fewer.join(", ") || "nothing"}`;
}
