#!/usr/bin/env node
import "../errors/refuse-old-node.js";
import { Console } from "node:console";

import { RUN_VARIABLE } from "../runs/run-variable.js";

// A command is not part of a test run, even if a test starts it: what it builds must be built, not copied.
delete process.env[RUN_VARIABLE];

// Scripts read what a command prints, so the console of the user's configuration, migrations and seed goes to stderr.
globalThis.console = new Console(process.stderr, process.stderr);

process.stdout.on("error", endAfterFailedWrite);

// Now that Node is known to be new enough for it.
const exitCode = import("./command-line.js").then(({ runCommandLine }) => runCommandLine(process.argv.slice(2)));

// The user's `migrate` may have left a pool or a timer, which would keep this process alive for ever.
void exitCode.then((code) =>
  process.stdout.write("", (error) => (code === 0 && error ? endAfterFailedWrite(error) : process.exit(code))),
);

/** A reader of our output may stop early, as `head` does. A full disk is a failure. */
function endAfterFailedWrite(error: NodeJS.ErrnoException): never {
  process.exit(error.code === "EPIPE" ? 0 : 1);
}
