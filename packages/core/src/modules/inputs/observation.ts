import { statSync, type BigIntStats } from "node:fs";
import { dirname, sep } from "node:path";

import { digestFile } from "../../files/digest-file.js";
import { isCode, readPathKind, type ObservedPath, type PathAspect, type PathKind } from "./path-state.js";
import { createProjectScope, type ProjectScopeOptions } from "./project-scope.js";
import { watchFileSystem, withoutWatching, type FileAccess } from "./watch-file-system.js";
import { watchProcesses } from "./watch-processes.js";
import { watchScripts } from "./watch-scripts.js";
import { watchWorkingDirectory } from "./watch-working-directory.js";

/** A path that was used. */
export interface UsedPath extends ObservedPath {
  /** What was there when it was looked up, where it was not read after that. */
  readonly kindThen: PathKind | undefined;
}

/** What a build was seen to use. */
export interface ObservedInputs {
  /** By path. */
  readonly paths: readonly UsedPath[];
  /** Whether it depends on the folder that it runs in. */
  readonly usesWorkingDirectory: boolean;
  /** Absolute paths that changed while they were in use. */
  readonly changed: readonly string[];
  /** What was done that nobody can see into, for people: `a child process (prisma migrate deploy)`. */
  readonly unseen: readonly string[];
}

export interface ObservationOptions {
  /** Whether scripts count that were loaded before: in a process that does nothing but build. */
  readonly includesLoadedScripts: boolean;
}

/** Watches what this process uses, from the moment when it is made. */
export class Observation {
  readonly #accesses = new Map<string, Set<FileAccess>>();
  /** How paths were when they were first used. */
  readonly #moments = new Map<string, Moment>();
  /** What was there when paths were first looked up. */
  readonly #kinds = new Map<string, PathKind>();
  readonly #scripts = new Set<string>();
  readonly #unseen = new Set<string>();
  #usesWorkingDirectory = false;
  readonly #stops: readonly (() => void)[];

  constructor({ includesLoadedScripts }: ObservationOptions) {
    this.#stops = [
      watchFileSystem((path, access, isRelative) => {
        this.#note(path, access);
        this.#usesWorkingDirectory ||= isRelative;
      }),
      watchWorkingDirectory(() => {
        this.#usesWorkingDirectory = true;
      }),
      watchScripts({ includesLoadedScripts }, (path) => {
        this.#scripts.add(path);
        withoutWatching(() => this.#note(path, "read"));
      }),
      watchProcesses((what) => void this.#unseen.add(what)),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  /** Gives what was seen so far and belongs to the project. */
  collect(options: ProjectScopeOptions): ObservedInputs {
    return withoutWatching(() => this.#collect(options));
  }

  #note(path: string, access: FileAccess): void {
    const accesses = this.#accesses.get(path) ?? new Set();
    this.#accesses.set(path, accesses.add(access));
    if (access === "look" && !this.#kinds.has(path)) this.#kinds.set(path, readPathKind(path));
    if ((access === "read" || access === "list") && !this.#moments.has(path)) this.#moments.set(path, readMoment(path));
  }

  #collect(options: ProjectScopeOptions): ObservedInputs {
    const written = new Set([...this.#accesses].filter(([, accesses]) => accesses.has("write")).map(([path]) => path));
    const scope = createProjectScope(options, this.#scripts);
    const aspects = new Map<string, PathAspect>();
    const changed: string[] = [];
    for (const [spelled, accesses] of this.#accesses) {
      const path = isBelow(spelled, written) ? undefined : scope(spelled);
      if (path === undefined) continue;
      const moment = this.#moments.get(spelled);
      const names = namesIn(spelled, written);
      if (moment !== undefined && names.length === 0 && !isAsThen(spelled, moment)) changed.push(path);
      if (aspects.get(path) !== "listing") aspects.set(path, aspectOf(path, accesses));
    }
    const paths = [...aspects].map(([path, aspect]): UsedPath => {
      const kindThen = this.#moments.has(path) ? undefined : this.#kinds.get(path);
      return { path, aspect, except: namesIn(path, written), kindThen };
    });
    const usesWorkingDirectory = this.#usesWorkingDirectory;
    return { paths: withoutPlainParents(paths), usesWorkingDirectory, changed, unseen: [...this.#unseen] };
  }
}

function aspectOf(path: string, accesses: ReadonlySet<FileAccess>): PathAspect {
  if (accesses.has("list") || accesses.has("tree")) return "listing";
  // Whoever looks for a module may have it already, and then does not read it.
  return accesses.has("read") || isCode(path) ? "content" : "kind";
}

/** Whether a path, or a folder that it lies in, was written by the build. */
function isBelow(path: string, written: ReadonlySet<string>): boolean {
  for (let current = path; ; current = dirname(current)) {
    if (written.has(current)) return true;
    if (dirname(current) === current) return false;
  }
}

function namesIn(directory: string, written: ReadonlySet<string>): string[] {
  const start = directory + sep;
  return [...written]
    .filter((path) => path.startsWith(start) && !path.includes(sep, start.length))
    .map((path) => path.slice(start.length));
}

/** Each folder on the way to a path was looked up; that it is one follows from the path. */
function withoutPlainParents(paths: readonly UsedPath[]): UsedPath[] {
  const parents = new Set<string>();
  for (const { path } of paths) for (let at = dirname(path); !parents.has(at); at = dirname(at)) parents.add(at);
  return paths.filter(({ path, aspect }) => aspect !== "kind" || !parents.has(path));
}

/** As new as this, a file may have been written again within one tick of its file system's clock. */
const NEW_MS = 2500;

/** How a path is: by its times, and by its content where these are too new to tell. */
interface Moment {
  readonly stamp: string;
  readonly digest: string | undefined;
}

function readMoment(path: string): Moment {
  const stats = statOf(path);
  if (stats === undefined) return { stamp: "missing", digest: undefined };
  const isNew = Date.now() - Number(stats.mtimeMs) < NEW_MS;
  return {
    stamp: `${stats.ino} ${stats.isFile() ? stats.size : ""} ${stats.mtimeNs}`,
    digest: isNew && stats.isFile() ? digestOf(path) : undefined,
  };
}

function isAsThen(path: string, { stamp, digest }: Moment): boolean {
  return readMoment(path).stamp === stamp && (digest === undefined || digestOf(path) === digest);
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function digestOf(path: string): string {
  try {
    return digestFile(path);
  } catch {
    return "unreadable";
  }
}
