import { Worker } from "node:worker_threads";

/** The descriptor of a pipe that the parent holds open for as long as it lives; see `describeChildProcess`. */
export const PARENT_DESCRIPTOR = 4;

/** In a thread that does nothing but wait for the end of the pipe: this one may be busy in a seed for a minute, and nobody wants what it makes. */
const WAIT_AND_DIE = `
  const { readSync } = require("node:fs");
  const { workerData } = require("node:worker_threads");
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let isOpen = true; isOpen; ) {
    try {
      isOpen = readSync(workerData, Buffer.alloc(1)) > 0;
    } catch (error) {
      isOpen = error.code === "EAGAIN";
      Atomics.wait(pause, 0, 0, 100);
    }
  }
  process.kill(process.pid, "SIGKILL");
`;

/** Ends this process with its parent, however that ended. */
export function dieWithParent(): void {
  try {
    new Worker(WAIT_AND_DIE, { eval: true, execArgv: [], workerData: PARENT_DESCRIPTOR }).unref();
  } catch {
    // Node's permission model may allow no threads: then the end of the channel has to do.
    process.on("disconnect", () => process.exit(1));
  }
}
