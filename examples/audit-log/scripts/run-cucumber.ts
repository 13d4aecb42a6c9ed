import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How a run of Cucumber ended. */
export interface CucumberResult {
  /** Cucumber's own; absent when a signal ended it. */
  readonly exitCode: number | undefined;
  /** What it wrote to standard output. */
  readonly output: string;
}

/** Absolute path of this example's folder, where its commands are run. */
export const EXAMPLE = fileURLToPath(new URL("../../", import.meta.url));
const CUCUMBER = fileURLToPath(new URL("../../node_modules/@cucumber/cucumber/bin/cucumber.js", import.meta.url));

let running: ChildProcess | undefined;

/**
 * Runs Cucumber's command line in this example, and shows what it writes as it writes it. Resolves when Cucumber *and* its workers are
 * gone: they all hold the pipes that this function reads.
 */
export async function runCucumber(arguments_: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<CucumberResult> {
  const colour = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const child = spawn(process.execPath, [CUCUMBER, ...arguments_], {
    cwd: EXAMPLE,
    env: { ...colour, ...process.env, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running = child;
  const output: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => output.push(text));
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exitCode) => resolve({ exitCode: exitCode ?? undefined, output: output.join("") }));
    });
  } finally {
    running = undefined;
  }
}

/**
 * Hands a signal on to Cucumber, if it did not get it: Ctrl-C in a terminal goes to all processes at once, and a second signal
 * would cut its cleaning up short.
 */
export function signalCucumber(signal: NodeJS.Signals): void {
  const child = running;
  setTimeout(() => {
    if (child !== undefined && child.exitCode === null && child.signalCode === null) child.kill(signal);
  }, 200);
}
