import { lstatSync } from "node:fs";
import { basename, join } from "node:path";

import { messageOf } from "../../errors/message-of.js";
import type { Recording } from "../../evidence/recorder/recording.js";
import { isFields } from "../../evidence/recorder/read/fields.js";
import { type RetainedDatabase, toRetainedDatabase } from "../../evidence/retained/retained-database.js";
import { retainedNameOf } from "../../evidence/retained/retained-names.js";
import { linkPages, writePage } from "../../evidence/retained/retained-pages.js";
import {
  completeRetainedRecord,
  type ListedDatabase,
  listRetainedIn,
  recordPathOf,
  type RetainedRecord,
  statesPathOf,
} from "../../evidence/retained/retained-record.js";
import { renderPage } from "../../evidence/viewer/render-page.js";
import { CONTENT_SUFFIXES } from "../../files/database-files.js";
import { copyWritable } from "../../runs/place-copy.js";
import type { ShardRun } from "./shards.js";

/** Where merged databases are written, and where they will be; absolute. */
export interface MergedDirectory {
  readonly writtenPath: string;
  readonly finalPath: string;
}

/** What came of it. */
export interface MergedRetained {
  readonly retained: number;
  /** What could not be read or copied, as sentences that name the file. */
  readonly problems: readonly string[];
}

/**
 * Copies the retained databases of all shards into one folder, numbered anew. A run that two folders have is copied once. What they came from stays as it
 * is.
 */
export function mergeRetained(shards: readonly ShardRun[], directory: MergedDirectory): MergedRetained {
  const problems: string[] = [];
  const merged = new Map<string, RetainedDatabase[]>();
  const seen = new Map<string, ShardRun>();
  let number = 0;
  for (const shard of shards) {
    const { folder, label } = shard;
    const listed = listRetainedIn(folder.failedDirectory);
    problems.push(...listed.problems);
    // Those of the earliest run first.
    for (const database of listed.databases.toSorted(
      (one, other) => Number(one.run > other.run) - Number(one.run < other.run),
    )) {
      const { scenario, run } = database;
      if ((seen.get(run) ?? shard) !== shard) continue;
      seen.set(run, shard);
      number += 1;
      const test = JSON.stringify([label, run, scenario.uri, scenario.name, scenario.line, scenario.attempt]);
      merged.set(test, [...(merged.get(test) ?? []), mergeOne(database, { number, label, directory })]);
    }
  }
  for (const databases of merged.values()) linkPages(databases, renderPage);
  return { retained: number, problems };
}

function mergeOne(
  { path, run: _run, ...known }: ListedDatabase,
  { number, label, directory }: { readonly number: number; readonly label: string; readonly directory: MergedDirectory },
): RetainedDatabase {
  const name = `${retainedNameOf(number, known.scenario, known.database)}.db`;
  const writtenPath = join(directory.writtenPath, name);
  const finalPath = join(directory.finalPath, name);
  const problems = [...known.problems, ...copyFiles(path, writtenPath)];
  const recording = known.recording && relocate(known.recording, finalPath, number);
  const record: RetainedRecord = { ...known, number, shard: label, problems, ...(recording && { recording }) };
  const pagePath = recording && writePage(writtenPath, recording, renderPage, problems);
  completeRetainedRecord(writtenPath, record);
  return toRetainedDatabase(record, { path: writtenPath, ...(pagePath !== undefined && { pagePath }) });
}

/** The file on the other machine says nothing to who reads this one. */
function relocate(recording: Recording, retainedPath: string, number: number): Recording {
  return isFields(recording) ? { ...recording, retainedPath, number } : recording;
}

/** The wal-index is left out, since SQLite makes it from the WAL. */
function copyFiles(path: string, targetPath: string): readonly string[] {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined)
    return [`The database itself was not merged: there was no "${basename(path)}" beside "${basename(recordPathOf(path))}".`];
  const pairs = [
    ...CONTENT_SUFFIXES.map((suffix) => [path + suffix, targetPath + suffix] as const),
    [statesPathOf(path), statesPathOf(targetPath)] as const,
  ];
  return pairs.flatMap(([source, target]) => copyFile(source, target));
}

/** @returns why it could not be copied, as a sentence */
function copyFile(source: string, target: string): readonly string[] {
  const stats = lstatSync(source, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  try {
    // Whoever made the folder may have put a link there, to anything that this user can read.
    if (!stats.isFile()) throw new Error("it is not a file");
    copyWritable(source, target);
    return [];
  } catch (error) {
    return [`"${basename(source)}" could not be merged: ${messageOf(error)}.`];
  }
}
