import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { sep } from "node:path";
import workerThreads from "node:worker_threads";

import { findOwnPackage } from "../find-package.js";
import { findBinding } from "./find-binding.js";

/** Of this thread: its copies of Node's modules are wrapped once, and stay so. */
const watchers = new Set<(what: string) => void>();
/** Whether they are wrapped. */
let isInstalled = false;

/**
 * Tells of child processes, threads and connections that the project's own code starts, until the function that it gives back is called: what
 * these read, nobody sees. Those that installed packages start for themselves, as the service of a compiler, are left out.
 */
export function watchProcesses(watcher: (what: string) => void): () => void {
  install();
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

type AnyFunction = (this: unknown, ...given: unknown[]) => unknown;

function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  // Beneath `exec`, `fork` and their likes, and beneath what another module took from them before.
  wrap(childProcess.ChildProcess.prototype, "spawn", ([options]) => `a child process (${commandOf(options)})`);
  wrap(findBinding("spawn_sync") ?? childProcess, "spawn", ([options]) => `a child process (${commandOf(options)})`);
  wrap(net.Socket.prototype, "connect", (given) => {
    const host = hostOf(given);
    return host === undefined ? undefined : `a connection to ${host}`;
  });
  workerThreads.Worker = new Proxy(workerThreads.Worker, {
    construct(worker, given: ConstructorParameters<typeof workerThreads.Worker>, newTarget): object {
      report(() => "a worker thread");
      return Reflect.construct(worker, given, newTarget);
    },
  });
  syncBuiltinESMExports();
}

function wrap(target: object, name: string, describe: (given: readonly unknown[]) => string | undefined): void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== "function") return;
  const call: AnyFunction = function (...given) {
    report(() => describe(given));
    return Reflect.apply(original, this, given);
  };
  Object.defineProperties(call, Object.getOwnPropertyDescriptors(original));
  Reflect.set(target, name, call);
}

function report(describe: () => string | undefined): void {
  if (watchers.size === 0 || !isStartedByProject()) return;
  const what = describe();
  if (what !== undefined) for (const watcher of watchers) watcher(what);
}

const ownDirectory = findOwnPackage(import.meta.dirname)?.directory ?? import.meta.dirname;

/** By the files on the stack: when a package starts a service for itself, none of the project's files is on the way. */
function isStartedByProject(): boolean {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  const { stack = "" } = new Error("stack");
  Error.stackTraceLimit = stackTraceLimit;
  const frames = stack
    .split("\n")
    .filter((frame) => /[/\\]/.test(frame) && !frame.includes("node:") && !frame.includes(ownDirectory));
  // Without any, Node goes on with something that was begun before, as `fetch` does.
  return frames.length === 0 || frames.some((frame) => !frame.includes(`${sep}node_modules${sep}`));
}

function commandOf(options: unknown): string {
  const { args, file }: { readonly args?: unknown; readonly file?: unknown } =
    typeof options === "object" && options !== null ? options : {};
  const words = Array.isArray(args) && args.length > 0 ? args : [file];
  return words.join(" ").slice(0, 80);
}

/** A path leads to a process on this machine, which is a connection all the same. */
function hostOf([options, host]: readonly unknown[]): string | undefined {
  const given: unknown = Array.isArray(options) ? options[0] : options;
  if (typeof given === "object" && given !== null) {
    if ("path" in given && typeof given.path === "string") return given.path;
    return "host" in given && typeof given.host === "string" ? given.host : "localhost";
  }
  return typeof host === "string" ? host : "localhost";
}
