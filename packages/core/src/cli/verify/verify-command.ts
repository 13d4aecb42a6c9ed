import { fileURLToPath } from "node:url";

import { ownRun } from "../../runs/own-run.js";
import { nextMessage, startChild } from "../../template/build/child-process.js";
import type { CommandOptions, CommandResult } from "../command-result.js";
import type { VerifyRequest } from "./verify-child.js";

/**
 * `picklejar verify`: builds from nothing in a run directory of its own, which is removed whatever happens, and compares.
 *
 * Migrations and seeds are mostly synchronous, so a child process runs them, and this one can answer Ctrl-C and clean up. A thread would not have the
 * loaders of this process.
 */
export async function runVerify(options: CommandOptions): Promise<CommandResult> {
  const run = ownRun();
  const child = startChild(fileURLToPath(new URL("verify-child.js", import.meta.url)));
  try {
    const request: VerifyRequest = { options, directory: run.path };
    child.send(request);
    return await nextMessage<CommandResult>(
      child,
      (how) => `the process that verifies ended early, with ${how}: does the configuration call process.exit?`,
    );
  } finally {
    // What the user's code left open must not keep the folder busy.
    child.kill("SIGKILL");
    run.end();
  }
}
