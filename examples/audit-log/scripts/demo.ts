import { tmpdir } from "node:os";
import { join } from "node:path";

import { makeDemoDirectory, removeDemoDirectories } from "./demo-directory.js";
import { formatKnownBugs } from "./format-known-bugs.js";
import { formatSavings } from "./format-savings.js";
import { measureMigrating } from "./measure-migrating.js";
import { readRunSummary } from "./read-run-summary.js";
import { runCucumber, signalCucumber } from "./run-cucumber.js";
import { showFailure } from "./show-failure.js";

const DATABASES_TO_MIGRATE = 10;

let endedBy: NodeJS.Signals | undefined;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    endedBy ??= signal;
    signalCucumber(signal);
  });
}

// Also when nobody reads what is printed here any more, and printing throws.
process.on("exit", removeDemoDirectories);

process.exitCode = await demonstrate();
if (endedBy !== undefined) {
  removeDemoDirectories();
  // Whoever started this should see that a signal ended it.
  process.removeAllListeners(endedBy);
  process.kill(process.pid, endedBy);
}

/**
 * Runs the suite, says what the template saved in it and which known bugs it captures, and then shows a failure. Gives an exit code: the
 * suite's, unless the suite passed and the scenario that has to fail did not.
 */
async function demonstrate(): Promise<number> {
  const suiteCode = await runSuite();
  if (suiteCode !== 0 || hasEnded()) return suiteCode;
  return (await showFailure(hasEnded)) ? 0 : 1;
}

async function runSuite(): Promise<number> {
  const summaryFile = join(makeDemoDirectory(tmpdir()), "summary.json");
  const { exitCode = 1 } = await runCucumber(["--parallel", "2"], { PICKLEJAR_SUMMARY_FILE: summaryFile });
  if (hasEnded()) return exitCode;
  const summary = readRunSummary(summaryFile);
  if (summary === undefined) {
    console.error("The suite wrote no summary, so there is nothing to compare.");
    return exitCode === 0 ? 1 : exitCode;
  }
  // Where the scenario databases were, so that the comparison is a fair one.
  const directory = makeDemoDirectory(summary.storage);
  const migrating = await measureMigrating(directory, DATABASES_TO_MIGRATE, hasEnded);
  if (hasEnded()) return exitCode;
  console.log(`\n${formatSavings(summary, migrating)}`);
  const knownBugs = formatKnownBugs(summary);
  if (knownBugs !== "") console.log(`\n${knownBugs}`);
  return exitCode;
}

function hasEnded(): boolean {
  return endedBy !== undefined;
}
