import { isMainThread } from "node:worker_threads";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** In the module, since `exit` and signals reach a process, and no object in it. */
let endRuns: (() => void) | undefined;

/**
 * Calls `end` once when this process (or worker thread) exits, or dies by SIGINT, SIGTERM or SIGHUP.
 *
 * An application that handles a signal itself keeps its say: then `end` is called when it exits. Otherwise the signal is raised
 * again afterwards, so that whoever waits for this process sees that it died by it. Threads get no signals from Node.
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

/** First in line: a `once` listener of the application's has left the list by the time the next one is called. */
function listenFirst(signal: NodeJS.Signals): void {
  process.prependListener(signal, handleSignal);
}

function handleSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return stepAside(signal);
  handleExit();
  process.kill(process.pid, signal);
}

/**
 * Lets the other listeners of a signal act as if we were not there: a library such as signal-exit raises the signal again only when nobody else
 * listens. Our listener comes back once they were called, or as soon as the last of them has left the list: what it raises then has to reach us, as
 * the process would die by it at once.
 */
function stepAside(signal: NodeJS.Signals): void {
  process.off(signal, handleSignal);
  process.on("removeListener", comeBackWhenAlone);
  process.nextTick(comeBack);

  function comeBackWhenAlone(name: string | symbol): void {
    if (name === signal && process.listenerCount(signal) === 0) comeBack();
  }

  function comeBack(): void {
    process.off("removeListener", comeBackWhenAlone);
    if (endRuns !== undefined && !process.listeners(signal).includes(handleSignal)) listenFirst(signal);
  }
}
