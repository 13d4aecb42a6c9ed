import { renameSync, statSync } from "node:fs";

import { splitIdentity } from "../run-directory/file-identity.js";
import { recordPlacedDatabase, type ForgetPlacedDatabase } from "../run-directory/placed-databases.js";
import type { RunDirectory } from "../run-directory/run-directory.js";
import { removeDatabaseFiles } from "../sqlite/database-files.js";
import { trace } from "../trace.js";
import { isUntouched, stampRenamed, type FileStamp } from "./file-stamp.js";
import { keepsAccessTimes } from "./keeps-access-times.js";
import { isOpenInProcess } from "./open-descriptors.js";
import type { CopySource, ScenarioFile } from "./scenario-file.js";
import { writeCopy } from "./write-copy.js";

/** A copy, and what it was when it was made or last given another name. */
interface StampedCopy {
  readonly directory: RunDirectory;
  readonly forget: ForgetPlacedDatabase;
  path: string;
  stamp: FileStamp;
}

/** So many copies that a scenario had and did not open are kept for the next ones. */
const MOST_FREE_COPIES = 8;

/** Copies the template for each scenario. A copy that a scenario did not open, which its access time tells, serves the next one too. */
export class CopyStrategy {
  readonly #source: CopySource;
  readonly #free: StampedCopy[] = [];
  #isTouchSeen: boolean | undefined;
  #isClosed = false;

  constructor(source: CopySource) {
    this.#source = source;
  }

  /** @throws what `fs` throws; then nothing is left of it. */
  take(name?: string): ScenarioFile {
    const copy = this.#reuse(name) ?? this.#create(name);
    return {
      path: copy.path,
      identity: copy.stamp.identity,
      isOpen: () => isCopyOpen(copy),
      giveBack: () => this.#takeBack(copy),
    };
  }

  close(): void {
    this.#isClosed = true;
    for (const copy of this.#free.splice(0)) discard(copy);
  }

  #reuse(name: string | undefined): StampedCopy | undefined {
    const copy = this.#free.pop();
    if (copy === undefined) return undefined;
    const { directory } = copy;
    if (directory === this.#source.storage.choose(0) && moveUntouched(copy, directory.createDatabasePath(name))) return copy;
    discard(copy);
    return undefined;
  }

  #create(name: string | undefined): StampedCopy {
    const { storage, template } = this.#source;
    return storage.make(template.manifest.sizeBytes, (directory) =>
      this.#createIn(directory, directory.createDatabasePath(name)),
    );
  }

  #createIn(directory: RunDirectory, path: string): StampedCopy {
    const { run, template, sourceId } = this.#source;
    this.#isTouchSeen ??= keepsAccessTimes(directory.createDatabasePath("probe"));
    try {
      const stamp = writeCopy(template, path);
      trace("template-copy", path);
      return { directory, stamp, forget: recordPlacedDatabase(run, stamp.identity, sourceId), path };
    } catch (error) {
      removeDatabaseFiles(path);
      throw error;
    }
  }

  #takeBack(copy: StampedCopy): void {
    const mayKeep = this.#isTouchSeen === true && !this.#isClosed && this.#free.length < MOST_FREE_COPIES;
    if (mayKeep && isUntouchedCopy(copy) && move(copy, copy.directory.createDatabasePath())) this.#free.push(copy);
    else discard(copy);
  }
}

function isUntouchedCopy({ path, stamp }: StampedCopy): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && isUntouched(stats, stamp);
}

function isCopyOpen(copy: StampedCopy): boolean {
  if (isUntouchedCopy(copy)) return false;
  return isOpenInProcess(splitIdentity(copy.stamp.identity));
}

function move(copy: StampedCopy, path: string): boolean {
  try {
    renameSync(copy.path, path);
    copy.path = path;
    return true;
  } catch {
    return false;
  }
}

/** The look comes after the move: from then on nobody opens it by its old name. */
function moveUntouched(copy: StampedCopy, path: string): boolean {
  if (!move(copy, path)) return false;
  const stats = statSync(path, { throwIfNoEntry: false });
  const stamp = stats && stampRenamed(stats, copy.stamp);
  if (stamp === undefined) return false;
  copy.stamp = stamp;
  return true;
}

function discard({ path, forget }: StampedCopy): void {
  // Before the file goes: its inode may come back at once, as another file.
  forget();
  removeDatabaseFiles(path);
}
