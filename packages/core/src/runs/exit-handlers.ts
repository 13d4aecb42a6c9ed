import { isMainThread } from "node:worker_threads";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What `exit` and signals call, in this process or thread. */
let endRuns: (() => void) | undefined;

/**
 * Calls `end` once when this process (or worker thread) exits, or dies by SIGINT, SIGTERM or SIGHUP.
 *
 * If the application handles a signal itself, `end` is called when the process exits. Otherwise the signal is raised again afterwards, so that
 * the parent sees that the process died by it. Threads get no signals from Node.
 */
export function installExitHandlers(end: () => void): void {
  if (endRuns === undefined) {
    process.on("exit", handleExit);
    if (isMainThread) for (const signal of SIGNALS) listenFirst(signal);
  }
  endRuns = end;
}

/** Leaves the process as it was before {@link installExitHandlers}. */
export function removeExitHandlers(): void {
  endRuns = undefined;
  process.off("exit", handleExit);
  for (const signal of SIGNALS) process.off(signal, handleSignal);
}

function handleExit(): void {
  endRuns?.();
  removeExitHandlers();
}

/** Listens first, since a `once` listener of the application leaves the list before the next one is called. */
function listenFirst(signal: NodeJS.Signals): void {
  process.prependListener(signal, handleSignal);
}

function handleSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return stepAside(signal);
  handleExit();
  process.kill(process.pid, signal);
}

/**
 * Lets the other listeners of a signal act as if ours did not exist: a library such as signal-exit raises the signal again only if nobody else
 * listens. Ours returns after they were called, or when the last of them has left the list. Otherwise a signal that this last one raises would
 * end the process at once.
 */
function stepAside(signal: NodeJS.Signals): void {
  process.off(signal, handleSignal);
  process.on("removeListener", returnWhenAlone);
  process.nextTick(listenAgain);

  function returnWhenAlone(name: string | symbol): void {
    if (name === signal && process.listenerCount(signal) === 0) listenAgain();
  }

  function listenAgain(): void {
    process.off("removeListener", returnWhenAlone);
    if (endRuns !== undefined && !process.listeners(signal).includes(handleSignal)) listenFirst(signal);
  }
}
