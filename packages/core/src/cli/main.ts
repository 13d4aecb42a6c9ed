#!/usr/bin/env node
import "../errors/refuse-old-node.js";
import { RUN_VARIABLE } from "../runs/run-variable.js";
import { sendConsoleToStderr } from "./send-console-to-stderr.js";

// A command line is no part of a test run, even where a test starts it: what it builds must be built, not copied.
delete process.env[RUN_VARIABLE];

sendConsoleToStderr();

process.stdout.on("error", endAfterFailedWrite);

// Now that Node is known to be new enough for it.
const exitCode = import("./command-line.js").then(({ runCommandLine }) => runCommandLine(process.argv.slice(2)));

// Not by itself: the user's `migrate` may have left a pool or a timer, which would keep this process for ever.
void exitCode.then((code) =>
  process.stdout.write("", (error) => (code === 0 && error ? endAfterFailedWrite(error) : process.exit(code))),
);

/** Whoever reads our output may stop early, as `head` does. A disk that is full is a failure. */
function endAfterFailedWrite(error: NodeJS.ErrnoException): never {
  process.exit(error.code === "EPIPE" ? 0 : 1);
}
