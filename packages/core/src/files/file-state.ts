import { realpathSync, type Stats } from "node:fs";

import { lstatReachable, statReachable } from "./stat-reachable.js";
import { hasIdentity, type IdentityParts } from "./file-identity.js";

/** What `stat` tells of a database, without opening it: as long as it stays the same, so does the content. */
export interface FileState extends IdentityParts {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** When its inode was changed last, which nobody can set. */
  readonly changedMs: number;
  /** 0 where there is no WAL, or an empty one. */
  readonly walBytes: number;
  readonly walModifiedMs: number;
  /** Whether it was written long enough ago that a later write must show; see {@link isSettled}. */
  readonly isSettled: boolean;
}

/** A WAL that is shorter than its header is an empty one. */
const WAL_HEADER_BYTES = 32;

/** File systems and kernels count time in ticks: of 1 to 10 ms as a rule, of up to two seconds on some. */
const LONGEST_TICK_MS = 20;
const LONGEST_COARSE_TICK_MS = 2100;

/** Two `stat`s; `undefined` where there is no file, or an empty one. */
export function readFileState(path: string): FileState | undefined {
  const seen = lstatReachable(path);
  // The WAL lies beside the file that a link leads to.
  if (seen?.isSymbolicLink() === true) return readStateBehind(path);
  return seen === undefined || seen.size === 0 || !seen.isFile() ? undefined : stateOf(seen, path);
}

function readStateBehind(link: string): FileState | undefined {
  try {
    const path = realpathSync(link);
    const stats = statReachable(path);
    return stats === undefined || stats.size === 0 || !stats.isFile() ? undefined : stateOf(stats, path);
  } catch {
    // It leads nowhere.
    return undefined;
  }
}

function stateOf(stats: Stats, path: string): FileState {
  const wal = statReachable(`${path}-wal`);
  const isWalEmpty = wal === undefined || wal.size <= WAL_HEADER_BYTES;
  const { dev, ino, birthtimeMs, size, mtimeMs, ctimeMs } = stats;
  const walModifiedMs = isWalEmpty ? 0 : wal.mtimeMs;
  return {
    dev,
    ino,
    birthtimeMs,
    sizeBytes: size,
    modifiedMs: mtimeMs,
    changedMs: ctimeMs,
    walBytes: isWalEmpty ? 0 : wal.size,
    walModifiedMs,
    isSettled: isSettled(Math.max(mtimeMs, walModifiedMs)),
  };
}

/** Whether a file still holds what it held when it was looked at. */
export function isUnchangedSince(now: FileState, then: FileState): boolean {
  return (
    then.isSettled &&
    now.modifiedMs === then.modifiedMs &&
    now.changedMs === then.changedMs &&
    now.walModifiedMs === then.walModifiedMs &&
    now.sizeBytes === then.sizeBytes &&
    now.walBytes === then.walBytes &&
    hasIdentity(now, then)
  );
}

/** A write within the same tick as the one before leaves the time as it is, so a file that was written just now proves nothing. */
function isSettled(modifiedMs: number): boolean {
  const isCoarse = Number.isInteger(modifiedMs / 1000);
  return Date.now() - modifiedMs > (isCoarse ? LONGEST_COARSE_TICK_MS : LONGEST_TICK_MS);
}
