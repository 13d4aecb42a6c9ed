import { Worker } from "node:worker_threads";

/** The descriptor of a pipe that the parent holds open as long as it lives; see `startChild`. */
const PARENT_DESCRIPTOR = 4;

/** Runs in a thread that only waits for the end of the pipe: the main thread may be busy in a seed for a minute. */
const WAIT_AND_DIE = `
  const { Socket } = require("node:net");
  const { workerData } = require("node:worker_threads");
  const end = () => process.kill(process.pid, "SIGKILL");
  new Socket({ fd: workerData }).on("error", end).on("close", end).resume();
`;

/** Ends this process when its parent ends. */
export function dieWithParent(): void {
  try {
    new Worker(WAIT_AND_DIE, { eval: true, execArgv: [], workerData: PARENT_DESCRIPTOR }).unref();
  } catch {
    // Node's permission model may allow no threads. The end of the channel is noticed later.
    process.on("disconnect", () => process.exit(1));
  }
}
