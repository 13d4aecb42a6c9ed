import { statSync, utimesSync, type Stats } from "node:fs";

import { hasIdentity, identityOf, type FileIdentity, type IdentityParts } from "../run-directory/file-identity.js";

/** What a file was when it was stamped: enough to see later whether anybody wrote to it, or looked at it. */
export interface FileStamp extends IdentityParts {
  readonly identity: FileIdentity;
  readonly sizeBytes: number;
  /** Access and modification time that it was given, in milliseconds: a time that no later access can give it. */
  readonly stampMs: number;
  readonly mode: number;
  /** When its inode was last changed, which nobody can set. */
  readonly changedMs: number;
}

/**
 * Gives a file (or folder) times in the past, so that whatever happens to it from now on moves them, and says what it is.
 *
 * @remarks An access moves the access time also where the file system keeps it "relatively": the inode is changed later than that.
 */
export function stampFile(path: string): FileStamp {
  const stampSeconds = pastSeconds();
  utimesSync(path, stampSeconds, stampSeconds);
  return toStamp(statSync(path), stampSeconds);
}

/** The stamp of a file that was just given these times. */
export function toStamp(stats: Stats, stampSeconds: number): FileStamp {
  const { dev, ino, birthtimeMs, size: sizeBytes, mode, ctimeMs: changedMs } = stats;
  return { identity: identityOf(stats), dev, ino, birthtimeMs, sizeBytes, stampMs: stampSeconds * 1000, mode, changedMs };
}

/** A whole second that has passed, since whole seconds survive the way into the file system and back. */
export function pastSeconds(): number {
  return Math.floor(Date.now() / 1000) - 1;
}

/** Whether it is the same file, and nobody wrote to it, not even to set its times back. It may have been read. */
export function isUnchanged(stats: Stats, stamp: FileStamp): boolean {
  return (
    stats.ctimeMs === stamp.changedMs &&
    stats.mtimeMs === stamp.stampMs &&
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
  return stats.atimeMs === stamp.stampMs && isUnchanged(stats, stamp);
}
