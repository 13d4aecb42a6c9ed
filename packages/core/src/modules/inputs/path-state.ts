import { readdirSync, statSync, type BigIntStats } from "node:fs";
import { hash } from "node:crypto";
import { join, relative, sep } from "node:path";

import { attempt } from "../../errors/attempt.js";
import { digestFile } from "../../files/identity/digest-file.js";

/**
 * What counts of a path: the content of a file; the names in a folder and the code in it; only its kind (file, folder or missing); or the working
 * directory relative to it.
 */
export type PathAspect = "content" | "listing" | "kind" | "working-directory";

/** A path, and what of it counts. */
export interface ObservedPath {
  /** Absolute. */
  readonly path: string;
  readonly aspect: PathAspect;
  /** Names in a folder that the build itself writes. */
  readonly except: readonly string[];
}

/** What a path may be. */
export type PathKind = "file" | "folder" | "missing";

/** How a path is at one moment. */
export interface PathState {
  /** What a fingerprint counts. */
  readonly digest: string;
  /** Size, inode and times of all that was read for it; empty if they are too recent to prove that nothing changes after this. */
  readonly stamp: string;
}

/** Files whose content counts whenever their folder is listed: a process does not read again what it has loaded. */
const CODE = /\.(?:[cm]?[jt]sx?|json|sql|node)$/i;

/** Whether a path may be that of a module, or of SQL. */
export function isCode(path: string): boolean {
  return CODE.test(path);
}

/** Gives the state of a path now. */
export function readPathState({ path, aspect, except }: ObservedPath): PathState {
  if (aspect === "working-directory") return { digest: relative(path, process.cwd()).split(sep).join("/"), stamp: "" };
  const stats = statPath(path);
  const kind = kindOf(stats);
  if (aspect === "listing" && kind === "folder") return readListing(path, except);
  if (aspect === "content" && kind === "file") return { digest: digestFile(path), stamp: stampOf([stats]) };
  return { digest: kind, stamp: "" };
}

/** The stamp that {@link readPathState} would give now, without reading a file. */
export function readPathStamp({ path, aspect, except }: ObservedPath): string {
  if (aspect === "kind" || aspect === "working-directory") return "";
  if (aspect === "content") return stampOf([statPath(path)]);
  if (kindOf(statPath(path)) !== "folder") return "";
  return stampOf(listNames(path, except).map((name) => statPath(join(path, name))));
}

/** Never part of what a project makes its databases from. */
const IGNORED = new Set(["node_modules", ".git", ".picklejar"]);

function listNames(directory: string, except: readonly string[]): string[] {
  return readdirSync(directory)
    .filter((name) => !IGNORED.has(name) && !except.includes(name) && !/-(?:wal|shm|journal)$/.test(name))
    .toSorted();
}

function readListing(directory: string, except: readonly string[]): PathState {
  const names = listNames(directory, except);
  const all = names.map((name) => statPath(join(directory, name)));
  const lines = names.map((name, index) => {
    const kind = kindOf(all[index]);
    return [name, kind === "file" && isCode(name) ? digestFile(join(directory, name)) : kind];
  });
  return { digest: hash("sha256", JSON.stringify(lines)), stamp: stampOf(all) };
}

/** `undefined` also for what cannot be read: below a file, in a circle of links, or without permission. */
export function statPath(path: string): BigIntStats | undefined {
  return attempt(() => statSync(path, { bigint: true, throwIfNoEntry: false }));
}

/** The kind of what is at a path now. */
export function readPathKind(path: string): PathKind {
  return kindOf(statPath(path));
}

function kindOf(stats: BigIntStats | undefined): PathKind {
  if (stats === undefined) return "missing";
  return stats.isDirectory() ? "folder" : "file";
}

/** The clocks of file systems tick in up to 2 s: a file may be written twice within one tick. */
export const SHORTEST_AGE_MS = 2500;

/** Counts a folder only as one: its size says nothing, and its times change with files that do not count. */
function stampOf(all: readonly (BigIntStats | undefined)[]): string {
  const newest = Date.now() - SHORTEST_AGE_MS;
  const files = all.filter((stats): stats is BigIntStats => stats?.isDirectory() === false);
  if (files.some(({ mtimeMs, ctimeMs }) => mtimeMs > newest || ctimeMs > newest)) return "";
  const parts = all.map((stats) =>
    stats === undefined || stats.isDirectory()
      ? kindOf(stats)
      : `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`,
  );
  return hash("sha256", parts.join("\n"));
}
