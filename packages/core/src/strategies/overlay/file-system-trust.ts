import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";

import { removeDatabaseFiles } from "../../files/database-files.js";
import { loadSqlite } from "../../sqlite/load-sqlite.js";
import { pastSeconds } from "../../files/identity/file-stamp.js";
import { WalIndex } from "./wal-index.js";

/** What a file system says of its files. */
export interface FileSystemTrust {
  /** Whether the access time tells that a file was read, which it does not where the file system is mounted with `noatime`. */
  readonly hasAccessTimes: boolean;
  /**
   * Whether the times tell of every change; otherwise contents are compared. tmpfs says nothing of what is written through mapped memory, ext4 with
   * small inodes counts seconds, and a Linux before 6.13 counts ticks of some milliseconds, within which a file can be changed and its times be set
   * back.
   */
  readonly hasChangeTimes: boolean;
}

/** So many changes in a row must each have a time of its own. */
const CHANGES = 10;

/**
 * Tries a file system out with files of our own, which takes a few milliseconds.
 *
 * @param path absolute; nothing is there, nor is anything left
 */
export function tryFileSystem(path: string): FileSystemTrust {
  return {
    hasAccessTimes: passes(path, () => isReadSeen(path)),
    hasChangeTimes: passes(path, () => areTimesFine(path)) && passes(path, () => areMappedWritesSeen(path)),
  };
}

/**
 * Whether each change of a file gets a time of its own.
 *
 * @param path absolute; nothing is there, nor is anything left
 */
export function hasFineTimes(path: string): boolean {
  return passes(path, () => areTimesFine(path));
}

function passes(path: string, check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  } finally {
    removeDatabaseFiles(path);
  }
}

function isReadSeen(path: string): boolean {
  writeProbe(path);
  const stampSeconds = pastSeconds();
  utimesSync(path, stampSeconds, stampSeconds);
  if (statSync(path).atimeMs !== stampSeconds * 1000) return false;
  readFileSync(path);
  return statSync(path).atimeMs !== stampSeconds * 1000;
}

function areTimesFine(path: string): boolean {
  writeProbe(path);
  let changed = statSync(path, { bigint: true }).ctimeNs;
  for (let change = 0; change < CHANGES; change++) {
    utimesSync(path, pastSeconds(), pastSeconds());
    const now = statSync(path, { bigint: true }).ctimeNs;
    if (now === changed) return false;
    changed = now;
  }
  return true;
}

function writeProbe(path: string): void {
  writeFileSync(path, "probe", { flag: "wx", mode: 0o600 });
}

/** SQLite writes its wal-index through mapped memory, as a program does that maps a database. */
function areMappedWritesSeen(path: string): boolean {
  const connection = new (loadSqlite())(path);
  try {
    connection.exec("PRAGMA journal_mode = WAL; CREATE TABLE probe (a)");
    const index = new WalIndex(path);
    try {
      // Until it is written to the disk, a page that was changed once takes further changes without a word.
      index.flush();
      index.stamp();
      const { modifiedMs } = index;
      connection.exec("INSERT INTO probe VALUES (1)");
      return index.modifiedMs !== modifiedMs;
    } finally {
      index.close();
    }
  } finally {
    connection.close();
  }
}
