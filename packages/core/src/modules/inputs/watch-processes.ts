import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { sep } from "node:path";
import workerThreads from "node:worker_threads";

import { findPicklejar } from "../find-package.js";
import { findBinding, wrapFunction } from "./node-functions.js";

/** Of this thread, whose copies of Node's modules are wrapped once and for all. */
const watchers = new Set<(what: string) => void>();
/** Whether they are wrapped. */
let isInstalled = false;

/**
 * Tells about child processes, threads and connections that the project's own code starts, until the returned function is called: nobody sees what
 * they read. Those that installed packages start for themselves are left out, for example the service of a compiler.
 */
export function watchProcesses(watcher: (what: string) => void): () => void {
  install();
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  // Below `exec`, `fork` and the like, and below what other modules took from them before.
  wrapFunction(childProcess.ChildProcess.prototype, "spawn", reportCommand);
  wrapFunction(findBinding("spawn_sync") ?? childProcess, "spawn", reportCommand);
  wrapFunction(net.Socket.prototype, "connect", (given) => report(`a connection to ${hostOf(given)}`));
  workerThreads.Worker = new Proxy(workerThreads.Worker, {
    construct(worker, given: ConstructorParameters<typeof workerThreads.Worker>, newTarget): object {
      report("a worker thread");
      return Reflect.construct(worker, given, newTarget);
    },
  });
  syncBuiltinESMExports();
}

function reportCommand([options]: readonly unknown[]): void {
  report(`a child process (${commandOf(options)})`);
}

function report(what: string): void {
  if (watchers.size > 0 && isStartedByProject()) for (const watcher of watchers) watcher(what);
}

const ownDirectory = findPicklejar(import.meta.dirname)?.directory ?? import.meta.dirname;

/** By the files on the stack: if a package starts a service for itself, no file of the project is among them. */
function isStartedByProject(): boolean {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  const { stack = "" } = new Error("stack");
  Error.stackTraceLimit = stackTraceLimit;
  const frames = stack
    .split("\n")
    .filter((frame) => /[/\\]/.test(frame) && !frame.includes("node:") && !frame.includes(ownDirectory));
  // Without any, Node continues something that was begun before, for example `fetch`.
  return frames.length === 0 || frames.some((frame) => !frame.includes(`${sep}node_modules${sep}`));
}

function commandOf(options: unknown): string {
  const { args, file }: { readonly args?: unknown; readonly file?: unknown } =
    typeof options === "object" && options !== null ? options : {};
  const words = Array.isArray(args) && args.length > 0 ? args : [file];
  return words.join(" ").slice(0, 80);
}

/** Or a path, which leads to a process on this machine. */
function hostOf([options, host]: readonly unknown[]): string {
  const given: unknown = Array.isArray(options) ? options[0] : options;
  if (typeof given === "object" && given !== null) {
    if ("path" in given && typeof given.path === "string") return given.path;
    return "host" in given && typeof given.host === "string" ? given.host : "localhost";
  }
  return typeof host === "string" ? host : "localhost";
}
