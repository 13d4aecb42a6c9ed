import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import { RUN_VARIABLE } from "../../runs/run-variable.js";

/**
 * Starts a process that loads the project as this one does: with the same loaders, variables and working directory, and without what is meant for
 * this process alone.
 *
 * @param script absolute; it calls `dieWithParent`
 */
export function startChild(script: string): ChildProcess {
  const environment = { ...process.env };
  for (const name of OF_THIS_PROCESS) delete environment[name];
  const { NODE_OPTIONS: nodeOptions } = environment;
  if (nodeOptions !== undefined) environment["NODE_OPTIONS"] = nodeOptions.replaceAll(DEBUGGER_OPTION, "");
  return fork(script, {
    execArgv: keepLoaders(process.execArgv),
    env: environment,
    // What the project's code prints goes to stderr: programs may read what a command prints on stdout.
    // The last is for `dieWithParent`.
    stdio: ["ignore", 2, 2, "ipc", "pipe"],
    serialization: "advanced",
  });
}

/**
 * Gives the next message of a child process.
 *
 * @throws `Error` if the process ends before; `describeEnd` is given its signal or exit code, and writes the message
 */
export async function nextMessage<Message>(child: ChildProcess, describeEnd: (how: string) => string): Promise<Message> {
  const end = once(child, "exit").then(([code, signal]: (string | number | null)[]) => {
    throw new Error(describeEnd(String(signal ?? `exit code ${code}`)));
  });
  const [message]: Message[] = await Promise.race([once(child, "message"), end]);
  if (message === undefined) throw new Error(describeEnd("no message"));
  return message;
}

/** With these, the child would join the run, take itself for a worker, or report its tests to this process's parent. */
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

/** Options that say what this process runs, or how it is debugged. The value of some is the next word. */
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
