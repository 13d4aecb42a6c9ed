import { recordPlacedDatabase, type ForgetPlacedDatabase } from "../run-directory/placed-databases.js";
import type { RunDirectory } from "../run-directory/run-directory.js";
import { statReachable } from "../sqlite/stat-reachable.js";
import { trace } from "../trace.js";
import { DatabaseFolder } from "./database-folder.js";
import { isUntouched, type FileStamp } from "./file-stamp.js";
import { keepsAccessTimes } from "./keeps-access-times.js";
import { isOpenInProcess } from "./open-descriptors.js";
import type { CopySource, ScenarioFile } from "./scenario-file.js";
import { writeCopy } from "./write-copy.js";

/** A copy, and what it was when it was made. */
interface StampedCopy {
  readonly directory: RunDirectory;
  readonly folder: DatabaseFolder;
  readonly forget: ForgetPlacedDatabase;
  readonly stamp: FileStamp;
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
      path: copy.folder.databasePath,
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
    const isInPlace = directory === this.#source.storage.choose(0) && move(copy, directory.createDatabaseDirectoryPath(name));
    // Looked at after the move: from then on nobody opens it by its old name.
    if (isInPlace && isUntouchedCopy(copy)) return copy;
    discard(copy);
    return undefined;
  }

  #create(name: string | undefined): StampedCopy {
    const { storage, template } = this.#source;
    return storage.make(template.manifest.sizeBytes, (directory) =>
      this.#createIn(directory, directory.createDatabaseDirectoryPath(name)),
    );
  }

  #createIn(directory: RunDirectory, path: string): StampedCopy {
    const { run, template, sourceId } = this.#source;
    this.#isTouchSeen ??= keepsAccessTimes(directory.createDatabasePath("probe"));
    const folder = new DatabaseFolder(path);
    try {
      const stamp = writeCopy(template, folder.databasePath);
      folder.stamp();
      trace("template-copy", folder.databasePath);
      return { directory, folder, stamp, forget: recordPlacedDatabase(run, stamp.identity, sourceId) };
    } catch (error) {
      folder.remove();
      throw error;
    }
  }

  #takeBack(copy: StampedCopy): void {
    const mayKeep = this.#isTouchSeen === true && !this.#isClosed && this.#free.length < MOST_FREE_COPIES;
    if (mayKeep && isUntouchedCopy(copy) && move(copy, copy.directory.createDatabaseDirectoryPath())) this.#free.push(copy);
    else discard(copy);
  }
}

function isUntouchedCopy({ folder, stamp }: StampedCopy): boolean {
  const stats = statReachable(folder.databasePath);
  return stats !== undefined && isUntouched(stats, stamp) && folder.isAsStamped;
}

function isCopyOpen(copy: StampedCopy): boolean {
  if (isUntouchedCopy(copy)) return false;
  return isOpenInProcess(copy.stamp);
}

function move(copy: StampedCopy, path: string): boolean {
  try {
    copy.folder.moveTo(path);
    return true;
  } catch {
    return false;
  }
}

function discard({ folder, forget }: StampedCopy): void {
  // Before the file goes: its inode may come back at once, as another file.
  forget();
  folder.remove();
}
