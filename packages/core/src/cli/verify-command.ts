import { once } from "node:events";
import { Worker } from "node:worker_threads";

import { endRun } from "../run-directory/end-run.js";
import { ownRun } from "../run-directory/own-run.js";
import type { CommandOptions, CommandResult } from "./command-result.js";
import type { VerifyWorkerData } from "./verify-worker.js";

/**
 * `picklejar verify`: builds from nothing in a run directory of its own, which goes whatever happens, and compares.
 *
 * In a thread, since migrations and seeds are mostly synchronous: this one stays free to answer Ctrl-C at once, and to clean up then.
 */
export async function runVerify(options: CommandOptions): Promise<CommandResult> {
  const run = ownRun();
  try {
    const workerData: VerifyWorkerData = { options, directory: run.path };
    const worker = new Worker(new URL("verify-worker.js", import.meta.url), { workerData });
    const [result]: CommandResult[] = await Promise.race([once(worker, "message"), failAtExit(worker)]);
    // What the user's code left open must not keep the folder busy.
    await worker.terminate();
    if (result === undefined) throw new Error("the thread that verifies said nothing");
    return result;
  } finally {
    endRun(run);
  }
}

/** User code may call `process.exit`, which ends only its thread. */
async function failAtExit(worker: Worker): Promise<never> {
  const [code] = await once(worker, "exit");
  throw new Error(
    `the thread that verifies ended early, with exit code ${String(code)}: does the configuration call process.exit?`,
  );
}
