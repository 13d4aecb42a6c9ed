import { statSync, utimesSync, type Stats } from "node:fs";

import { hasIdentity, type IdentityParts } from "./file-identity.js";
import type { FileState } from "./file-state.js";

/** A file as it was when it was stamped: enough to see later whether anybody wrote to it or read it. */
export interface FileStamp extends IdentityParts {
  readonly sizeBytes: number;
  /** The times that it was given, which no later access or write can give it. */
  readonly accessedMs: number;
  readonly modifiedMs: number;
  readonly mode: number;
  /** When its inode was last changed, which nobody can set. */
  readonly changedMs: number;
}

/**
 * Sets old times of a file (or folder), so that any later access or write changes them.
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

/** The state of a stamped file, as long as nobody writes to it. */
export function stateOfStamp(stamp: FileStamp): FileState {
  const { dev, ino, birthtimeMs, sizeBytes, modifiedMs, changedMs } = stamp;
  return { dev, ino, birthtimeMs, sizeBytes, modifiedMs, changedMs, walBytes: 0, walModifiedMs: 0, isSettled: true };
}

/** A second that has passed on every file system's clock. Some count in twos, and only whole seconds survive the way there and back. */
export function pastSeconds(): number {
  return Math.floor(Date.now() / 1000) - 10;
}

/** Whether it is the same file, and nobody wrote to it, not even to set its times back. */
export function isUnchanged(stats: Stats, stamp: FileStamp): boolean {
  return (
    stats.ctimeMs === stamp.changedMs &&
    stats.mtimeMs === stamp.modifiedMs &&
    stats.size === stamp.sizeBytes &&
    stats.mode === stamp.mode &&
    // Through a second name it could be opened unnoticed.
    stats.nlink === 1 &&
    hasIdentity(stats, stamp)
  );
}

/** Whether nobody read it either. SQLite reads the header when it opens a database, so nobody has opened it. */
export function isUntouched(stats: Stats, stamp: FileStamp): boolean {
  return stats.atimeMs === stamp.accessedMs && isUnchanged(stats, stamp);
}
