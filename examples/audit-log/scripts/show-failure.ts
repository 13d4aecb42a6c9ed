import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { EXAMPLE, runCucumber } from "./run-cucumber.js";

const FEATURE = "demo/contract.feature";
/** Cucumber's exit code when a scenario failed. */
const FAILED = 1;
/** Whatever the demo's own environment says, for there is nothing to show otherwise. */
const VARIABLES = { PICKLEJAR_RETAIN: "failed", PICKLEJAR_RECORD: "steps" };

/** What the report says of the row by which the invoice was lost. */
const CAUSE = "keep_days 3650 → 30";
const CAUSE_SHOWN = `The report above names the step that did it: \`${CAUSE}\`, written by "When the operator sets the standard policy …".`;
const CAUSE_MISSING =
  "The report above leaves out what each step changed, and says why. On a busy machine, run the demo again.";

/**
 * Runs the scenario that fails on purpose, and says where its evidence is. Gives whether it failed as it has to; a run that was
 * interrupted counts as neither, and nothing is said about it.
 */
export async function showFailure(isInterrupted: () => boolean): Promise<boolean> {
  console.log(`\nA scenario that fails on purpose: ${FEATURE}\n`);
  const { exitCode, output } = await runCucumber([FEATURE], VARIABLES);
  if (isInterrupted()) return false;
  if (exitCode !== FAILED) {
    console.error(`${FEATURE} has to fail, with the exit code ${FAILED}. Cucumber's exit code was ${exitCode ?? "none"}.`);
    return false;
  }
  const page = await findPage();
  console.log(`
The scenario expects that a standard policy does not shorten a contract, but the application lets it.
${output.includes(CAUSE) ? CAUSE_SHOWN : CAUSE_MISSING}

Open this page in a browser, to see every step with its rows:
  ${pathToFileURL(page).href}
The database is retained beside it. \`npx picklejar failed 1\` in examples/audit-log prints the same on the terminal.

The demo's exit code is 0, because this scenario had to fail, and everything else passed.`);
  return true;
}

/** The absolute path of the page of the latest run's first failure. */
async function findPage(): Promise<string> {
  const commandLine = join(EXAMPLE, "node_modules/@picklejar/core/bin/picklejar.js");
  const { stdout } = await promisify(execFile)(process.execPath, [commandLine, "show", "1", "--print"], { cwd: EXAMPLE });
  return stdout.trim();
}
