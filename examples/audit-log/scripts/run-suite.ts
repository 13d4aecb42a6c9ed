import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How a run of the suite ended. */
export interface SuiteResult {
  /** Cucumber's own; absent when a signal ended it. */
  readonly exitCode: number | undefined;
}

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const CUCUMBER = fileURLToPath(new URL("../../node_modules/@cucumber/cucumber/bin/cucumber.js", import.meta.url));

let running: ChildProcess | undefined;

/**
 * Runs the suite in two workers, through Cucumber's command line, and shows what it writes as it writes it. Resolves when Cucumber
 * *and* its workers are gone: they all hold the pipes that this function reads.
 */
export async function runSuite(summaryFile: string): Promise<SuiteResult> {
  const colour = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const child = spawn(process.execPath, [CUCUMBER, "--parallel", "2"], {
    cwd: PROJECT,
    env: { ...colour, ...process.env, PICKLEJAR_SUMMARY_FILE: summaryFile },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running = child;
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exitCode) => resolve({ exitCode: exitCode ?? undefined }));
    });
  } finally {
    running = undefined;
  }
}

/**
 * Hands a signal on to Cucumber, if it did not get it: Ctrl-C in a terminal goes to all processes at once, and a second signal
 * would cut its cleaning up short.
 */
export function signalSuite(signal: NodeJS.Signals): void {
  const child = running;
  setTimeout(() => {
    if (child !== undefined && child.exitCode === null && child.signalCode === null) child.kill(signal);
  }, 200);
}
