import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isAbsolute, resolve } from "node:path";

import { findBinding } from "./find-binding.js";

/** What is done with a path; `tree` is a folder that is read with all that is in it. */
export type FileAccess = "read" | "list" | "tree" | "look" | "write";

/** Is told of each access to an absolute path, before it happens, and whether the path was given relative to the working directory. */
type FileWatcher = (path: string, access: FileAccess, isRelative: boolean) => void;

const watchers = new Set<FileWatcher>();
let isInstalled = false;
let isPaused = false;

/**
 * Tells a watcher of each file that this process, or thread, reads, lists, looks up or writes, until the function that it gives back is called.
 *
 * The functions of Node's binding are replaced, since Node looks them up at each call: what another module took from `fs` before is seen as
 * well, as are promises, streams and the module loaders. (Knex takes `fs.readdir` when it is loaded.) What native code opens is not seen.
 */
export function watchFileSystem(watcher: FileWatcher): () => void {
  install();
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

/** Whether what happens now is of our own. */
export function isWatchingPaused(): boolean {
  return isPaused;
}

/** Runs something of our own that nobody is told of. */
export function withoutWatching<Result>(run: () => Result): Result {
  const before = isPaused;
  isPaused = true;
  try {
    return run();
  } finally {
    isPaused = before;
  }
}

type AnyFunction = (this: unknown, ...given: unknown[]) => unknown;

/** What the arguments of a function of the binding mean: the access for each path. */
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

/** Node reads `package.json` for its own purposes by other functions, which are left out: they say how to load a module, not what is in it. */
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
  mkdir: first("write"),
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

function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  // Without it, `fs` itself has to do.
  const binding = findBinding("fs") ?? fs;
  for (const [name, pathsOf] of Object.entries(BINDING)) wrap(binding, name, pathsOf);
  // A folder's handle comes from another binding, which is not to be had.
  wrap(fs, "opendir", first("list"));
  wrap(fs, "opendirSync", first("list"));
  wrap(fs.promises, "opendir", first("list"));
  syncBuiltinESMExports();
}

function wrap(target: object, name: string, pathsOf: PathsOf): void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== "function") return;
  const call: AnyFunction = function (...given) {
    if (!isPaused && watchers.size > 0) report(pathsOf(given));
    return Reflect.apply(original, this, given);
  };
  Object.defineProperties(call, Object.getOwnPropertyDescriptors(original));
  Reflect.set(target, name, call);
}

function report(paths: ReturnType<PathsOf>): void {
  withoutWatching(() => {
    for (const [given, access] of paths) {
      const path = toText(given);
      if (path !== undefined) for (const watcher of watchers) watcher(resolve(path), access, !isAbsolute(path));
    }
  });
}

/** Descriptors are known by how they were opened. */
function toText(given: unknown): string | undefined {
  const text = Buffer.isBuffer(given) ? given.toString() : given instanceof URL ? given.pathname : given;
  return typeof text === "string" ? text.replace(/^\\\\\?\\/, "") : undefined;
}
