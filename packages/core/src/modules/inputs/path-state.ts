import { readdirSync, statSync, type BigIntStats } from "node:fs";
import { hash } from "node:crypto";
import { join, relative, sep } from "node:path";

import { digestFile } from "../../files/digest-file.js";

/**
 * What of a path counts: the content of a file; the names in a folder and the code in it; only whether there is a file, a folder, or nothing; or
 * that the working directory is where it is, seen from there.
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
  /** Size, inode and times of all that was read for it; empty when they are too new to say that nothing changed since. */
  readonly stamp: string;
}

/** Files whose content counts wherever their folder is listed, read or not: a process does not read again what it has loaded. */
const CODE = /\.(?:[cm]?[jt]sx?|json|sql|node)$/i;

/** Whether a path may be that of a module, or of SQL. */
export function isCode(path: string): boolean {
  return CODE.test(path);
}

/** Gives the state of a path now. */
export function readPathState({ path, aspect, except }: ObservedPath): PathState {
  if (aspect === "working-directory") return { digest: relative(path, process.cwd()).split(sep).join("/"), stamp: "" };
  const stats = statOf(path);
  const kind = kindOf(stats);
  if (aspect === "listing" && kind === "folder") return readListing(path, except);
  if (aspect === "content" && kind === "file") return { digest: digestFile(path), stamp: stampOf([stats]) };
  return { digest: kind, stamp: "" };
}

/** The stamp that {@link readPathState} would give now, without reading a file. */
export function readPathStamp({ path, aspect, except }: ObservedPath): string {
  if (aspect === "kind" || aspect === "working-directory") return "";
  if (aspect === "content") return stampOf([statOf(path)]);
  if (kindOf(statOf(path)) !== "folder") return "";
  return stampOf(listNames(path, except).map((name) => statOf(join(path, name))));
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
  const all = names.map((name) => statOf(join(directory, name)));
  const lines = names.map((name, index) => {
    const kind = kindOf(all[index]);
    return [name, kind === "file" && isCode(name) ? digestFile(join(directory, name)) : kind];
  });
  return { digest: hash("sha256", JSON.stringify(lines)), stamp: stampOf(all) };
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    // Below a file, in a circle of links, or closed to us: nothing that can be read.
    return undefined;
  }
}

/** What is at a path now. */
export function readPathKind(path: string): PathKind {
  return kindOf(statOf(path));
}

function kindOf(stats: BigIntStats | undefined): PathKind {
  if (stats === undefined) return "missing";
  return stats.isDirectory() ? "folder" : "file";
}

/** File systems tick in up to 2 s: what was written within one tick may be written again unseen. */
const SHORTEST_AGE_MS = 2500n;

/** The size of a folder says nothing, and its times change with files that do not count. */
function stampOf(all: readonly (BigIntStats | undefined)[]): string {
  const nowMs = BigInt(Date.now());
  const parts: string[] = [];
  for (const stats of all) {
    const isFolder = stats?.isDirectory() === true;
    if (stats !== undefined && !isFolder && nowMs - maximum(stats.mtimeMs, stats.ctimeMs) < SHORTEST_AGE_MS) return "";
    parts.push(
      stats === undefined || isFolder
        ? kindOf(stats)
        : `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`,
    );
  }
  return hash("sha256", parts.join("\n"));
}

function maximum(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
