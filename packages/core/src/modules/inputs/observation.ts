import { dirname, sep } from "node:path";

import { attempt } from "../../errors/attempt.js";
import { digestFile } from "../../files/identity/digest-file.js";
import { enclosingFolders } from "../../files/enclosing-folders.js";
import { getOrCreate } from "../../files/get-or-create.js";
import {
  isCode,
  readPathKind,
  SHORTEST_AGE_MS,
  statPath,
  type ObservedPath,
  type PathAspect,
  type PathKind,
} from "./path-state.js";
import { createProjectScope, type ProjectScopeOptions } from "./project-scope.js";
import { watchFileSystem, watchWorkingDirectory, withoutWatching, type FileAccess } from "./watch-file-system.js";
import { watchProcesses } from "./watch-processes.js";
import { watchScripts } from "./watch-scripts.js";

/** A path that was used. */
export interface UsedPath extends ObservedPath {
  /** What was there when it was looked up, if it was not read afterwards. */
  readonly kindThen: PathKind | undefined;
}

/** What a build was seen to use. */
export interface ObservedInputs {
  /** By path. */
  readonly paths: readonly UsedPath[];
  readonly usesWorkingDirectory: boolean;
  /** Absolute paths that changed while they were in use. */
  readonly changed: readonly string[];
  /** What cannot be observed, for people: `a child process (prisma migrate deploy)`. */
  readonly unseen: readonly string[];
}

export interface ObservationOptions {
  /** Whether scripts count that were loaded before: in a process that does nothing but build. */
  readonly includesLoadedScripts: boolean;
}

/** Watches what this process uses, from its construction on. */
export class Observation {
  readonly #accesses = new Map<string, Set<FileAccess>>();
  /** How paths were when they were first read or listed. */
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
      watchScripts(includesLoadedScripts, (path) => {
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
    getOrCreate(this.#accesses, path, () => new Set<FileAccess>()).add(access);
    if (access === "look") getOrCreate(this.#kinds, path, () => readPathKind(path));
    if (access === "read" || access === "list") getOrCreate(this.#moments, path, () => readMoment(path));
  }

  #collect(options: ProjectScopeOptions): ObservedInputs {
    const written = new Set([...this.#accesses].filter(([, accesses]) => accesses.has("write")).map(([path]) => path));
    const scope = createProjectScope(options, this.#scripts);
    const aspects = new Map<string, PathAspect>();
    const changed: string[] = [];
    for (const [spelled, accesses] of this.#accesses) {
      // The build wrote it, or a folder that it is in.
      const path = enclosingFolders(spelled).some((each) => written.has(each)) ? undefined : scope(spelled);
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
  // A module that is only looked up may be loaded already, and then it is not read.
  return accesses.has("read") || isCode(path) ? "content" : "kind";
}

function namesIn(directory: string, written: ReadonlySet<string>): string[] {
  const start = directory + sep;
  return [...written]
    .filter((path) => path.startsWith(start) && !path.includes(sep, start.length))
    .map((path) => path.slice(start.length));
}

/** Each folder on the way to a path was looked up; that it is a folder follows from the path. */
function withoutPlainParents(paths: readonly UsedPath[]): UsedPath[] {
  const parents = new Set(paths.flatMap(({ path }) => enclosingFolders(dirname(path))));
  return paths.filter(({ path, aspect }) => aspect !== "kind" || !parents.has(path));
}

/** How a path is: by its times, and by its content if these are too recent to show a change. */
interface Moment {
  readonly stamp: string;
  readonly digest: string | undefined;
}

function readMoment(path: string): Moment {
  const stats = statPath(path);
  if (stats === undefined) return { stamp: "missing", digest: undefined };
  const isNew = Date.now() - Number(stats.mtimeMs) < SHORTEST_AGE_MS;
  return {
    stamp: `${stats.ino} ${stats.isFile() ? stats.size : ""} ${stats.mtimeNs}`,
    digest: isNew && stats.isFile() ? digestOf(path) : undefined,
  };
}

function isAsThen(path: string, { stamp, digest }: Moment): boolean {
  return readMoment(path).stamp === stamp && (digest === undefined || digestOf(path) === digest);
}

function digestOf(path: string): string {
  return attempt(() => digestFile(path)) ?? "unreadable";
}
