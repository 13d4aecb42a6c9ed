import type { Stats } from "node:fs";

import { statReachable } from "../sqlite/stat-reachable.js";

/**
 * Tells one file from another, also from a later file with the same inode: `device:inode:birth time`.
 * It does not change when the file is written to.
 */
export type FileIdentity = string;

/** One `stat`: the identity of the file at an absolute path; `undefined` when there is none, or it is empty or no file. */
export function identifyFile(path: string): FileIdentity | undefined {
  const stats = statReachable(path);
  return stats !== undefined && stats.size > 0 && stats.isFile() ? identityOf(stats) : undefined;
}

/** The identity that a `stat` tells. `birthtimeMs` is exact to a quarter of a microsecond until 2080. */
export function identityOf({ dev, ino, birthtimeMs }: IdentityParts): FileIdentity {
  return `${dev}:${ino}:${birthtimeMs}`;
}

/** An identity as numbers: to compare them costs a third of writing a `stat` as text. */
export type IdentityParts = Pick<Stats, "dev" | "ino" | "birthtimeMs">;

/** Reads what {@link identityOf} wrote: the same numbers. */
export function splitIdentity(identity: FileIdentity): IdentityParts {
  const [dev = Number.NaN, ino = Number.NaN, birthtimeMs = Number.NaN] = identity.split(":").map(Number);
  return { dev, ino, birthtimeMs };
}

/** Whether a `stat` is that of the identified file. */
export function hasIdentity(stats: IdentityParts, { dev, ino, birthtimeMs }: IdentityParts): boolean {
  return stats.ino === ino && stats.dev === dev && stats.birthtimeMs === birthtimeMs;
}
