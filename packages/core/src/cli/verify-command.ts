import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { ownRun } from "../runs/own-run.js";
import { describeChildProcess } from "../template/build/child-process-options.js";
import type { CommandOptions, CommandResult } from "./command-result.js";
import type { VerifyRequest } from "./verify-child.js";

/**
 * `picklejar verify`: builds from nothing in a run directory of its own, which goes whatever happens, and compares.
 *
 * In a process of its own, since migrations and seeds are mostly synchronous: this one stays free to answer Ctrl-C at once, and to clean up then.
 * A thread would not have the loaders of this process.
 */
export async function runVerify(options: CommandOptions): Promise<CommandResult> {
  const run = ownRun();
  const child = fork(fileURLToPath(new URL("verify-child.js", import.meta.url)), describeChildProcess());
  try {
    const request: VerifyRequest = { options, directory: run.path };
    child.send(request);
    const [result]: CommandResult[] = await Promise.race([once(child, "message"), failAtExit(child)]);
    if (result === undefined) throw new Error("the process that verifies said nothing");
    return result;
  } finally {
    // What the user's code left open must not keep the folder busy.
    child.kill("SIGKILL");
    run.end();
  }
}

/** User code may call `process.exit`, which ends only its process. */
async function failAtExit(child: ChildProcess): Promise<never> {
  const [code, signal]: (string | number | null)[] = await once(child, "exit");
  const how = signal ?? `exit code ${code}`;
  throw new Error(`the process that verifies ended early, with ${how}: does the configuration call process.exit?`);
}
