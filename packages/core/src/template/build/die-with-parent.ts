import { Worker } from "node:worker_threads";

/** The descriptor of a pipe that the parent holds open for as long as it lives; see `describeChildProcess`. */
const PARENT_DESCRIPTOR = 4;

/** In a thread that does nothing but wait for the end of the pipe: this one may be busy in a seed for a minute, and nobody wants what it makes. */
const WAIT_AND_DIE = `
  const { Socket } = require("node:net");
  const { workerData } = require("node:worker_threads");
  const end = () => process.kill(process.pid, "SIGKILL");
  new Socket({ fd: workerData }).on("error", end).on("close", end).resume();
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
