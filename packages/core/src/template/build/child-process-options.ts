import type { ForkOptions } from "node:child_process";

import { RUN_VARIABLE } from "../../runs/run-variable.js";

/**
 * Says how to start a process that loads the project as this one does: with the same loaders, variables and working directory, and without what
 * is meant for this process alone.
 */
export function describeChildProcess(): ForkOptions {
  const environment = { ...process.env };
  for (const name of OF_THIS_PROCESS) delete environment[name];
  const { NODE_OPTIONS: nodeOptions } = environment;
  if (nodeOptions !== undefined) environment["NODE_OPTIONS"] = nodeOptions.replaceAll(DEBUGGER_OPTION, "");
  return {
    execArgv: keepLoaders(process.execArgv),
    env: environment,
    // What the project's code prints is for people: a command's own output may be read by a program.
    // The last is there to end with this process; see `dieWithParent`.
    stdio: ["ignore", 2, 2, "ipc", "pipe"],
    serialization: "advanced",
  };
}

/** The run would answer instead of building; a worker's number says which worker it is, and the reports of `node:test` go to its parent. */
const OF_THIS_PROCESS = [
  RUN_VARIABLE,
  "CUCUMBER_PARALLEL",
  "CUCUMBER_TOTAL_WORKERS",
  "CUCUMBER_WORKER_ID",
  "JEST_WORKER_ID",
  "NODE_CHANNEL_FD",
  "NODE_TEST_CONTEXT",
  "NODE_UNIQUE_ID",
  "VITEST_POOL_ID",
  "VITEST_WORKER_ID",
];

const DEBUGGER_OPTION = /(?<=^|\s)--(?:inspect(?:-brk|-wait|-port|-publish-uid)?|debug-port)(?:=\S*)?(?=\s|$)/g;

/** Options that say what this process runs, or how it is looked at; the value of some is the next word. */
const WITHOUT_VALUE =
  /^(?:-[cip]|--(?:check|interactive|print|test|watch|test-only|inspect(?:-brk|-wait|-port|-publish-uid)?|debug-port|cpu-prof|heap-prof)|--(?:watch-|test-|inspect|debug-port|cpu-prof|heap-prof|input-type|eval|experimental-test).*)$/;
const WITH_VALUE =
  /^(?:-e|-p|-pe|--eval|--print|--input-type|--watch-path|--test-(?:reporter|reporter-destination|name-pattern|skip-pattern|concurrency|timeout|shard))$/;

function keepLoaders(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (WITH_VALUE.test(word)) index += 1;
    else if (!WITHOUT_VALUE.test(word)) kept.push(word);
  }
  return kept;
}
