import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

import { RUNNERS } from "./runners.mjs";
import { SUITE, writeProject } from "./write-project.mjs";

const DAY_MS = 86_400_000;
const SEED = "seed@example.org";
const EXPLAINED = "explained@example.org";
/** Of that row, after the seed's. */
const EXPLANATION = /id=2: (?:added, )?email='explained@example\.org'/;
/** Of a project after its runs: what picklejar retained, and what Playwright writes itself. */
const MAY_STAY = new Set([".picklejar", "test-results"]);

/**
 * Makes a project as each runner's page tells it, from the packed packages, and runs 200 tests in it, one after the other and in two workers; then again with
 * one that fails. Prints what became of each; says whether all hold. Each runner has its day; with `PICKLEJAR_EVERY_DAY=1`, all have it.
 */
export function runPackedRunners(directory, tarballs) {
  const names = Object.keys(RUNNERS);
  const isToday = (_name, index) =>
    process.env.PICKLEJAR_EVERY_DAY === "1" || index === Math.floor(Date.now() / DAY_MS) % names.length;
  // All, whatever the first of them says.
  const outcomes = names.filter(isToday).map((name) => tryRunner(name, join(directory, `packed-${name}`), tarballs));
  return outcomes.every(Boolean);
}

function tryRunner(name, directory, tarballs) {
  const startMs = performance.now();
  const runner = RUNNERS[name];
  const project = join(directory, "project");
  rmSync(directory, { recursive: true, force: true });
  const lineCount = writeProject(runner, project, tarballs);
  const installedMs = performance.now();
  const found = readdirSync(project);
  const problems = [
    ...runSuite(project, runner.serial, 1).map((problem) => `one after the other: ${problem}`),
    ...runSuite(project, runner.parallel, 2).map((problem) => `in two workers: ${problem}`),
    ...runFailing(project, runner).map((problem) => `with a test that fails: ${problem}`),
    ...clean(project, found).map((problem) => `afterwards: ${problem}`),
  ];
  const verdict = problems.length === 0 ? "holds" : `does not hold:\n${problems.join("\n")}\n`;
  console.log(
    `compat: ${name} as its page sets it up: ${verdict} (${lineCount} lines for picklejar; ` +
      `npm install ${secondsBetween(startMs, installedMs)} s, runs ${secondsBetween(installedMs, performance.now())} s)`,
  );
  return problems.length === 0;
}

function runSuite(project, commandLine, processCount) {
  const { status, output, problems } = runChecked(project, commandLine, processCount);
  return status === 0 ? problems : [`it ended with ${status}:\n${output}`, ...problems];
}

function runFailing(project, runner) {
  const file = join(project, runner.file("bug"));
  writeFileSync(file, `${runner.failing(EXPLAINED).join("\n")}\n`);
  const { status, output, problems } = runChecked(project, runner.parallel, 2);
  rmSync(file);
  const listed = run(project, ["picklejar", "failed", "--json"]);
  return [
    ...problems,
    ...(status === 0 ? ["the run is green"] : []),
    ...(listed.stdout.split(EXPLAINED).length > 1 ? [] : [`picklejar failed --json does not have the row:\n${listed.output}`]),
    ...explains("what the runner prints", output),
    ...explains("picklejar failed 1", run(project, ["picklejar", "failed", "1"]).output),
  ];
}

/** Runners print the source of a failed test, which names the row, too: it counts where picklejar says that it was added. */
function explains(what, output) {
  return EXPLANATION.test(output) ? [] : [`${what} does not say which row was added:\n${output}`];
}

/** Runs the suite, and compares what its tests saw. */
function runChecked(project, commandLine, processCount) {
  const folder = join(project, "seen");
  mkdirSync(folder);
  const { status, output, left } = run(project, commandLine, { SEEN_FOLDER: folder, SEEN_PROCESSES: String(processCount) });
  const file = join(folder, "seen.jsonl");
  const lines = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  rmSync(folder, { recursive: true });
  return { status, output, problems: [...left, ...judgeSeen(lines.map((line) => JSON.parse(line)))] };
}

/** Each test ran once, and found the seed's row and its own. */
function judgeSeen(seen) {
  const missing = SUITE.flat().filter((test) => !seen.some((entry) => entry.test === test));
  const foreign = seen.filter(({ test, emails }) => emails.join() !== [SEED, test].join());
  return [
    ...(seen.length === SUITE.flat().length
      ? []
      : [`${seen.length} tests looked into a database instead of ${SUITE.flat().length}`]),
    ...(missing.length === 0 ? [] : [`${missing.length} tests did not, such as ${missing[0]}`]),
    ...foreign.slice(0, 3).map(({ test, emails }) => `${test} saw ${emails.join(", ")}`),
  ];
}

/** Removes the templates, and says what is there beyond what was, and a database for the one test that failed. */
function clean(project, found) {
  const { status, output } = run(project, ["picklejar", "clean"]);
  const added = readdirSync(project).filter((name) => !found.includes(name) && !MAY_STAY.has(name));
  const databases = readdirSync(project, { recursive: true }).filter((file) => /\.db(-wal|-shm)?$/.test(file));
  return [
    ...(status === 0 ? [] : [`picklejar clean ended with ${status}:\n${output}`]),
    ...(added.length === 0 ? [] : [`left over: ${added.join(", ")}`]),
    ...(databases.length === 1 && databases[0].startsWith(join(".picklejar", "failed"))
      ? []
      : [`databases: ${databases.join(", ") || "none"}; expected one in .picklejar/failed`]),
  ];
}

function run(project, [program, ...arguments_], environment = {}) {
  const [runs, temporary] = ["runs", "temporary"].map((name) => join(project, "..", name));
  for (const folder of [runs, temporary]) mkdirSync(folder, { recursive: true });
  const { status, stdout, stderr } = spawnSync(program, arguments_, {
    cwd: project,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: {
      ...process.env,
      ...environment,
      PICKLEJAR_DIR: runs,
      TMPDIR: temporary,
      PATH: [join(project, "node_modules/.bin"), process.env.PATH].join(delimiter),
      NO_COLOR: "1",
      FORCE_COLOR: undefined,
    },
  });
  const files = [
    ...readdirSync(runs, { recursive: true }).filter((file) => file.includes("/")),
    ...readdirSync(temporary).filter((file) => file.includes("picklejar")),
  ];
  const left = files.length === 0 ? [] : [`left over: ${files.join(", ")}`];
  return { status, stdout, output: `${stdout}${stderr}`, left };
}

function secondsBetween(startMs, endMs) {
  return Math.round((endMs - startMs) / 1000);
}
