import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isAbsolute, resolve } from "node:path";

import { findBinding, wrapFunction } from "./node-functions.js";

/** What is done with a path; `tree` reads a folder with everything in it. */
export type FileAccess = "read" | "list" | "tree" | "look" | "write";

/** Is called before each access to an absolute path, with whether the path was given relative to the working directory. */
type FileWatcher = (path: string, access: FileAccess, isRelative: boolean) => void;

/** Of this thread, whose binding of Node's `fs` is wrapped while there are any: a wrapped function costs everybody in this process a little. */
const watchers = new Set<FileWatcher>();
/** Puts the functions of the binding back. */
let unwrapBinding: (() => void) | undefined;
/** Whether functions of `fs` are wrapped, which stay so: a module may have taken them. */
let hasWrappedModule = false;
/** Whether this thread is in {@link withoutWatching}: the wrapped functions are called from anywhere. */
let isPaused = false;

/**
 * Tells a watcher about each file that this process, or thread, reads, lists, looks up or writes, until the returned function is called.
 *
 * Replaces the functions of Node's binding, which Node looks up at each call. So it also sees promises, streams, the module loaders, and functions
 * that a module took from `fs` before (Knex takes `fs.readdir` when it is loaded). It does not see what native code opens.
 */
export function watchFileSystem(watcher: FileWatcher): () => void {
  wrapModule();
  unwrapBinding ??= wrapBinding();
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    unwrapBinding?.();
    unwrapBinding = undefined;
  };
}

/** Tells when somebody asks for the working directory, as `path.resolve` does, until the returned function is called. */
export function watchWorkingDirectory(note: () => void): () => void {
  const original = process.cwd.bind(process);
  process.cwd = () => {
    if (!isPaused) note();
    return original();
  };
  return () => {
    process.cwd = original;
  };
}

/** Runs something of our own without telling the watchers. */
export function withoutWatching<Result>(run: () => Result): Result {
  const before = isPaused;
  isPaused = true;
  try {
    return run();
  } finally {
    isPaused = before;
  }
}

/** What the arguments of a function mean: the access for each path. */
type PathsOf = (given: readonly unknown[]) => readonly (readonly [path: unknown, access: FileAccess])[];

const first =
  (access: FileAccess): PathsOf =>
  ([path]) => [[path, access]];

const both =
  (from: FileAccess, to: FileAccess): PathsOf =>
  ([source, target]) => [
    [source, from],
    [target, to],
  ];

const opened: PathsOf = ([path, flags]) => [[path, isWriting(flags) ? "write" : "read"]];

function isWriting(flags: unknown): boolean {
  const { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND } = fs.constants;
  return typeof flags === "number" && (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND)) !== 0;
}

/** Making a folder that is there changes nothing: MikroORM does it with the folder of its migrations. */
function madeUnlessThere([given]: readonly unknown[]): ReturnType<PathsOf> {
  const path = toPath(given);
  return [[given, path !== undefined && fs.existsSync(path) ? "look" : "write"]];
}

/** Without the functions by which Node itself reads `package.json`: they decide how to load a module, not what is in it. */
const BINDING: Readonly<Record<string, PathsOf>> = {
  open: opened,
  openFileHandle: opened,
  openAsBlob: first("read"),
  readFileUtf8: first("read"),
  readdir: first("list"),
  access: first("look"),
  existsSync: first("look"),
  stat: first("look"),
  lstat: first("look"),
  internalModuleStat: ([path, other]) => [[typeof path === "string" ? path : other, "look"]],
  readlink: first("look"),
  realpath: first("look"),
  getFormatOfExtensionlessFile: first("read"),
  writeFileUtf8: first("write"),
  mkdir: madeUnlessThere,
  mkdtemp: first("write"),
  rmdir: first("write"),
  rmSync: first("write"),
  unlink: first("write"),
  rename: both("write", "write"),
  copyFile: both("read", "write"),
  link: both("read", "write"),
  symlink: both("look", "write"),
  cpSyncCopyDir: both("tree", "write"),
};

/** @returns what undoes it */
function wrapBinding(): () => void {
  const binding = findBinding("fs");
  if (binding === undefined) return () => undefined;
  const restorers = wrapAll(binding);
  return () => {
    for (const restore of restorers) restore();
  };
}

function wrapAll(target: object): readonly (() => void)[] {
  return Object.entries(BINDING).map(([name, pathsOf]) => wrapFunction(target, name, (given) => report(pathsOf, given)));
}

function wrapModule(): void {
  if (hasWrappedModule) return;
  hasWrappedModule = true;
  if (findBinding("fs") === undefined) wrapAll(fs);
  // A folder's handle comes from a binding that cannot be reached.
  for (const [target, name] of [
    [fs, "opendir"],
    [fs, "opendirSync"],
    [fs.promises, "opendir"],
  ] as const)
    wrapFunction(target, name, (given) => report(first("list"), given));
  syncBuiltinESMExports();
}

function report(pathsOf: PathsOf, given: readonly unknown[]): void {
  if (isPaused || watchers.size === 0) return;
  withoutWatching(() => {
    for (const [value, access] of pathsOf(given)) {
      const path = toPath(value);
      if (path !== undefined) for (const watcher of watchers) watcher(resolve(path), access, !isAbsolute(path));
    }
  });
}

/** A descriptor was reported when it was opened. */
function toPath(given: unknown): string | undefined {
  const path = Buffer.isBuffer(given) ? given.toString() : given instanceof URL ? given.pathname : given;
  return typeof path === "string" ? path.replace(/^\\\\\?\\/, "") : undefined;
}
