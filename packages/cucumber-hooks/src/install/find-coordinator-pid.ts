import { isMainThread } from "node:worker_threads";

/**
 * Finds the pid of the process that coordinates this worker of Cucumber; `undefined` if this is not a worker. Workers are threads in Cucumber 13, and
 * forks with `CUCUMBER_WORKER_ID` in Cucumber 12. A Cucumber that a step starts inherits that variable, but no IPC channel.
 */
export function findCoordinatorPid(): number | undefined {
  if (!isMainThread) return process.pid;
  const isFork = process.send !== undefined && process.env["CUCUMBER_WORKER_ID"] !== undefined;
  return isFork ? process.ppid : undefined;
}
