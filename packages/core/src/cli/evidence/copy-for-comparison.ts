import { closeSync, openSync, readSync, statSync } from "node:fs";

import { snapshotDatabase, type SnapshotResult } from "../../evidence/snapshots/snapshot-database.js";
import { copyWritable } from "../../runs/place-copy.js";
import { findJournals } from "../../files/database-files.js";
import { explainFileError } from "../../files/explain-file-error.js";
import { loadSqlite } from "../../sqlite/load-sqlite.js";
import { MisuseError, refusal } from "../misuse-error.js";

/**
 * Copies a database that a command is given, even if it is open somewhere, and leaves nothing beside it.
 *
 * @param path absolute
 * @param targetPath absolute; nothing is there yet
 * @throws {@link MisuseError} when there is no database at the path
 */
export async function copyForComparison(path: string, targetPath: string): Promise<void> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw refusal(`there is no file at "${path}"`);
  if (stats.isDirectory()) throw refusal(`"${path}" is a folder, and no database`);
  let snapshot: SnapshotResult | undefined;
  try {
    if (isSettled(path)) copyWritable(path, targetPath);
    else snapshot = await snapshotDatabase(path, targetPath);
    refuseGarbage(targetPath);
  } catch (error) {
    throw new MisuseError(explainFileError(error, path));
  }
  if (snapshot?.state === "raw") throw refusal(`"${path}" is not compared: ${snapshot.problem}; end the transaction first`);
}

/**
 * Whether it is in WAL mode without a WAL, so nobody writes to it. SQLite would leave a WAL beside it even to read it. `fs` may open it, since no
 * connection of this process has it open.
 */
function isSettled(path: string): boolean {
  if (findJournals(path).length > 0) return false;
  const header = Buffer.alloc(20);
  const descriptor = openSync(path, "r");
  try {
    // The 19th byte is the write version, 2 in WAL mode.
    return readSync(descriptor, header, 0, header.length, 0) === header.length && header[18] === 2;
  } finally {
    closeSync(descriptor);
  }
}

function refuseGarbage(path: string): void {
  const connection = new (loadSqlite())(path, { fileMustExist: true });
  try {
    connection.prepare("SELECT count(*) FROM main.sqlite_schema").get();
  } finally {
    connection.close();
  }
}
