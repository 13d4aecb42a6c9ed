import { realpathSync, type Stats } from "node:fs";

import { attempt } from "../../errors/attempt.js";
import { hasIdentity, type IdentityParts } from "./file-identity.js";
import { lstatReachable, statReachable } from "./stat-reachable.js";

/** What `stat` tells of a database, without opening it: as long as it stays the same, so does the content. */
export interface FileState extends IdentityParts {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** When its inode was changed last, which nobody can set. */
  readonly changedMs: number;
  /** 0 without a WAL, or with an empty one. */
  readonly walBytes: number;
  readonly walModifiedMs: number;
  /** Whether it was written long enough ago that a later write must show; see {@link isSettled}. */
  readonly isSettled: boolean;
}

/** A WAL that is no longer than its header is empty. */
const WAL_HEADER_BYTES = 32;

/** File systems and kernels count time in ticks: usually of 1 to 10 ms, on some of up to two seconds. */
const LONGEST_TICK_MS = 20;
const LONGEST_COARSE_TICK_MS = 2100;

/** Two `stat`s; `undefined` for no file, and for an empty one. */
export function readFileState(path: string): FileState | undefined {
  const seen = lstatReachable(path);
  if (seen?.isSymbolicLink() !== true) return stateOf(seen, path);
  // The WAL lies beside the file that a link leads to.
  const target = attempt(() => realpathSync(path));
  return target === undefined ? undefined : stateOf(statReachable(target), target);
}

function stateOf(stats: Stats | undefined, path: string): FileState | undefined {
  if (stats === undefined || stats.size === 0 || !stats.isFile()) return undefined;
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
