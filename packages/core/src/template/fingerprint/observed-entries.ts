import { hash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join, posix, relative, resolve, sep } from "node:path";

import { attempt } from "../../errors/attempt.js";
import type { ObservedInputs, UsedPath } from "../../modules/inputs/observation.js";
import {
  isCode,
  readPathKind,
  readPathStamp,
  readPathState,
  type ObservedPath,
  type PathAspect,
} from "../../modules/inputs/path-state.js";
import { digestFile } from "../../files/identity/digest-file.js";
import type { Fingerprint } from "./fingerprint.js";
import type { FingerprintInput } from "./fingerprint-input.js";

/** What a build used, as it was then. */
export interface ObservedEntries {
  readonly entries: readonly ObservedEntry[];
  /** What it did that cannot be observed, for people. */
  readonly unseen: readonly string[];
}

/** A path that a build used. */
export interface ObservedEntry {
  /** Relative to the configuration's folder, with `/`. */
  readonly name: string;
  readonly aspect: PathAspect;
  /** Names in a folder that do not count. */
  readonly except: readonly string[];
  readonly digest: string;
  /** See `PathState`; only good on the machine that wrote it. */
  readonly stamp: string;
}

/**
 * Describes what a build used as it is now.
 *
 * @param directory absolute folder of the configuration
 * @param earlier what the build of the template that this one is made from used
 */
export function describeObserved(directory: string, observed: ObservedInputs, earlier?: ObservedEntries): ObservedEntries {
  const names = new Map<string, NamedAspect>();
  for (const { path, aspect, except, kindThen } of observed.paths) {
    const name = relative(directory, path).split(sep).join("/");
    names.set(name, { name, aspect, except, kindThen });
  }
  if (observed.usesWorkingDirectory) names.set(".", { name: ".", aspect: "working-directory", except: [] });
  for (const { name, aspect, except } of earlier?.entries ?? []) {
    if (names.get(name)?.aspect !== "listing") names.set(name, { name, aspect, except });
  }
  const isListed = ({ name, aspect }: Pick<ObservedEntry, "name" | "aspect">): boolean =>
    aspect === "content" && isCode(name) && names.get(posix.dirname(name))?.aspect === "listing";
  // Code in a folder that was listed counts with the folder.
  const sorted = [...names.values()]
    .filter((entry) => !isListed(entry))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const entries = sorted.map(({ name, aspect, except, kindThen }): ObservedEntry => {
    const path = toPath({ name, aspect, except }, directory);
    // It came or went since. The build did not use what is there now, so the next look must find a difference.
    const hasTurned = kindThen !== undefined && kindThen !== readPathKind(path.path);
    const { digest, stamp } = hasTurned ? { digest: kindThen, stamp: "" } : readPathState(path);
    return { name, aspect, except, digest, stamp };
  });
  return { entries, unseen: [...new Set([...(earlier?.unseen ?? []), ...observed.unseen])] };
}

interface NamedAspect extends Pick<ObservedEntry, "name" | "aspect" | "except"> {
  readonly kindThen?: UsedPath["kindThen"];
}

const NAMES: { readonly [Aspect in PathAspect]?: (name: string) => string } = {
  listing: (name) => `${name}/`,
  "working-directory": () => "the working directory",
};

/** Leaves out files that are declared anyway. */
export function withoutDeclared(
  { entries, unseen }: ObservedEntries,
  declaredFiles: ReadonlySet<string> = new Set(),
): ObservedEntries {
  const isDeclared = ({ name, aspect }: ObservedEntry): boolean =>
    aspect !== "listing" && aspect !== "working-directory" && declaredFiles.has(name);
  return { entries: entries.filter((entry) => !isDeclared(entry)), unseen };
}

/** The fingerprint of a template: of what is declared, and of what its build used besides. */
export function addObserved(declared: Fingerprint, { entries }: ObservedEntries): Fingerprint {
  // Most builds run in the folder of their configuration.
  const counted = entries.filter(({ aspect, digest }) => aspect !== "working-directory" || digest !== "");
  if (counted.length === 0) return declared;
  const inputs = counted.map(({ name, aspect, digest }): FingerprintInput => ({
    kind: "observed",
    name: NAMES[aspect]?.(name) ?? name,
    digest,
  }));
  const text = JSON.stringify([
    declared.hash,
    counted.map(({ name, aspect, except, digest }) => [name, aspect, except, digest]),
  ]);
  return { ...declared, hash: hash("sha256", text), inputs: [...declared.inputs, ...inputs] };
}

/** The entries as their paths are now. */
export function readObserved(directory: string, { entries, unseen }: ObservedEntries): ObservedEntries {
  return { entries: entries.map((entry) => Object.assign({}, entry, readPathState(toPath(entry, directory)))), unseen };
}

/**
 * Looks whether all paths are as they were. Reads files only where their stamps differ.
 *
 * @returns the entries with the stamps that they have now; `undefined` when anything changed
 */
export function checkObserved(directory: string, { entries, unseen }: ObservedEntries): ObservedEntries | undefined {
  const checked: ObservedEntry[] = [];
  for (const entry of entries) {
    const path = toPath(entry, directory);
    if (entry.stamp !== "" && readPathStamp(path) === entry.stamp) {
      checked.push(entry);
      continue;
    }
    const state = readPathState(path);
    if (state.digest !== entry.digest) return undefined;
    checked.push({ ...entry, ...state });
  }
  return { entries: checked, unseen };
}

/** The modules among the entries and in the folders that were listed, with their digests, by absolute path. */
export function listObservedModules(directory: string, { entries }: ObservedEntries): ReadonlyMap<string, string> {
  const paths = entries.flatMap((entry) => {
    const { path, aspect } = toPath(entry, directory);
    if (aspect === "working-directory") return [];
    if (aspect !== "listing") return isCode(path) ? [path] : [];
    const names = attempt(() => readdirSync(path)) ?? [];
    return names.filter(isCode).map((name) => join(path, name));
  });
  const modules = paths.flatMap((path) => {
    // A folder, or gone.
    const digest = attempt(() => digestFile(path));
    return digest === undefined ? [] : [[path, digest] as const];
  });
  return new Map(modules);
}

function toPath({ name, aspect, except }: Pick<ObservedEntry, "name" | "aspect" | "except">, directory: string): ObservedPath {
  return { path: resolve(directory, name), aspect, except };
}
