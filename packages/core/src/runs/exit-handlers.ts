import { isMainThread } from "node:worker_threads";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Marks our listeners, also for another copy of this module in the process. */
const IS_OURS = Symbol.for("picklejar.signal-listener");

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
    // First in line: a `once` listener of the application's has left the list by the time the next one is called.
    if (isMainThread) for (const signal of SIGNALS) process.prependListener(signal, handleSignal);
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

function handleSignal(signal: NodeJS.Signals): void {
  if (hasApplicationListener(signal)) return;
  handleExit();
  process.kill(process.pid, signal);
}
Object.defineProperty(handleSignal, IS_OURS, { value: true });

/** Listeners of signal-exit do not count: they too step aside for others, so that in the end nobody would act. */
function hasApplicationListener(signal: NodeJS.Signals): boolean {
  const others = process.listeners(signal).filter((listener) => !(IS_OURS in listener));
  return others.length > countSignalExitListeners();
}

/** By the counters that the versions of signal-exit (3 and 4) keep for one another. */
function countSignalExitListeners(): number {
  const emitters = [
    Reflect.get(globalThis, Symbol.for("signal-exit emitter")),
    Reflect.get(process, "__signal_exit_emitter__"),
  ];
  return emitters
    .map((emitter: { count?: unknown } | undefined) => Number(emitter?.count ?? 0))
    .reduce((sum, count) => sum + count, 0);
}
