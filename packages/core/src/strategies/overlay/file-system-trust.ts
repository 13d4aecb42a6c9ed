import { rmSync, statSync, utimesSync, writeFileSync } from "node:fs";

import { removeDatabaseFiles } from "../../files/database-files.js";
import { loadSqlite } from "../../sqlite/load-sqlite.js";
import { pastSeconds } from "../../files/file-stamp.js";
import { WalIndex } from "./wal-index.js";

/** So many changes in a row must each have a time of its own. */
const CHANGES = 10;

/**
 * Whether the times of a file tell of every change to it, tried out with files of our own: tmpfs says nothing of what is written through mapped
 * memory, ext4 with small inodes counts seconds, and a Linux before 6.13 counts ticks of some milliseconds, within which a file can be changed and
 * its times be set back.
 *
 * @param path absolute; nothing is there, nor is anything left. Takes a few milliseconds.
 */
export function doTimesShowEveryChange(path: string): boolean {
  try {
    return areTimesFine(path) && doTimesShowMappedWrites(path);
  } catch {
    return false;
  } finally {
    removeDatabaseFiles(path);
  }
}

function areTimesFine(path: string): boolean {
  writeFileSync(path, "probe", { flag: "wx", mode: 0o600 });
  try {
    let changed = statSync(path, { bigint: true }).ctimeNs;
    for (let change = 0; change < CHANGES; change++) {
      utimesSync(path, pastSeconds(), pastSeconds());
      const now = statSync(path, { bigint: true }).ctimeNs;
      if (now === changed) return false;
      changed = now;
    }
    return true;
  } finally {
    rmSync(path, { force: true });
  }
}

/** SQLite writes its wal-index through mapped memory, as a program does that maps a database. */
function doTimesShowMappedWrites(path: string): boolean {
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
