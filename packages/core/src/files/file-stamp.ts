import { statSync, utimesSync, type Stats } from "node:fs";

import { hasIdentity, type IdentityParts } from "./file-identity.js";
import type { FileState } from "./file-state.js";

/** What a file was when it was stamped: enough to see later whether anybody wrote to it, or looked at it. */
export interface FileStamp extends IdentityParts {
  readonly sizeBytes: number;
  /** Access time that it was given, in milliseconds: one that no later access can give it. */
  readonly accessedMs: number;
  /** Modification time that it was given: the same. */
  readonly modifiedMs: number;
  readonly mode: number;
  /** When its inode was last changed, which nobody can set. */
  readonly changedMs: number;
}

/**
 * Gives a file (or folder) times in the past, so that whatever happens to it from now on moves them, and says what it is.
 *
 * @remarks An access moves the access time also where the file system keeps it "relatively": the inode is changed later than that.
 */
export function stampFile(path: string, stampSeconds: number = pastSeconds()): FileStamp {
  utimesSync(path, stampSeconds, stampSeconds);
  return toStamp(statSync(path), stampSeconds);
}

/** The stamp of a file that was just given these times. */
export function toStamp(stats: Stats, stampSeconds: number): FileStamp {
  const { dev, ino, birthtimeMs, size: sizeBytes, mode, ctimeMs: changedMs } = stats;
  return {
    dev,
    ino,
    birthtimeMs,
    sizeBytes,
    accessedMs: stampSeconds * 1000,
    modifiedMs: stampSeconds * 1000,
    mode,
    changedMs,
  };
}

/** What `stat` says of a file that was stamped, as long as nobody writes to it. */
export function stateOfStamp(stamp: FileStamp): FileState {
  return { ...stamp, walBytes: 0, walModifiedMs: 0, isSettled: true };
}

/** A whole second that has passed on every file system's clock: some count by two, and only whole ones survive the way into the file system and back. */
export function pastSeconds(): number {
  return Math.floor(Date.now() / 1000) - 10;
}

/** Whether it is the same file, and nobody wrote to it, not even to set its times back. It may have been read. */
export function isUnchanged(stats: Stats, stamp: FileStamp): boolean {
  return (
    stats.ctimeMs === stamp.changedMs &&
    stats.mtimeMs === stamp.modifiedMs &&
    stats.size === stamp.sizeBytes &&
    stats.mode === stamp.mode &&
    // A second name would be a way to it that nobody watches.
    stats.nlink === 1 &&
    hasIdentity(stats, stamp)
  );
}

/**
 * Whether it is unchanged, and nobody read from it. SQLite reads a database's header when it opens it: nobody has it open who had not
 * before.
 */
export function isUntouched(stats: Stats, stamp: FileStamp): boolean {
  return stats.atimeMs === stamp.accessedMs && isUnchanged(stats, stamp);
}
