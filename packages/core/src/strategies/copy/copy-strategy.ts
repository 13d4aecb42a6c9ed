import { trackFile, type TrackedFileEntry } from "../../record/tracked-files.js";
import type { RunDirectory } from "../../runs/run-directory.js";
import { statReachable } from "../../files/stat-reachable.js";
import { trace } from "../../files/trace.js";
import { DatabaseFolder } from "../database-folder.js";
import { isUntouched, stateOfStamp, type FileStamp } from "../../files/file-stamp.js";
import { countDescriptors, isOpenInProcess } from "../../files/open-descriptors.js";
import type { PoolOptions, PooledDatabase } from "../pooled-database.js";
import { writeCopy } from "./write-copy.js";

/** A copy, and what it was when it was made. */
interface StampedCopy {
  readonly directory: RunDirectory;
  readonly folder: DatabaseFolder;
  readonly record: TrackedFileEntry;
  readonly stamp: FileStamp;
}

/** How many copies that no scenario asked for wait for the next ones. */
const MAX_FREE_COPIES = 8;

/**
 * Copies the template for each scenario. A copy whose path was told to anybody is never used again: whoever has it open, mapped or mounted can
 * change it at any time, and not every file system tells.
 */
export class CopyStrategy {
  readonly #source: PoolOptions;
  readonly #free: StampedCopy[] = [];
  #isDisposed = false;

  constructor(source: PoolOptions) {
    this.#source = source;
  }

  /** @throws what `fs` throws; then nothing is left of it. */
  acquire(name?: string): PooledDatabase {
    const copy = this.#reuse(name) ?? this.#create(name);
    const openBefore = countDescriptors();
    return {
      path: copy.folder.databasePath,
      state: stateOfStamp(copy.stamp),
      // A look at each descriptor would take as long as to copy a small database.
      hasOpenConnections: () => (openBefore === 0 || countDescriptors() > openBefore) && isOpenInProcess(copy.stamp),
      release: (isPathKnown) => this.#release(copy, isPathKnown),
    };
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const copy of this.#free.splice(0)) discard(copy);
  }

  #reuse(name: string | undefined): StampedCopy | undefined {
    const copy = this.#free.pop();
    if (copy === undefined) return undefined;
    const { directory } = copy;
    if (directory === this.#source.storage.choose(0) && rename(copy, directory.createDatabaseDirectoryPath(name))) return copy;
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
    const { run, template, schemaId } = this.#source;
    const folder = new DatabaseFolder(path);
    try {
      const stamp = writeCopy(template, folder.databasePath);
      trace("template-copy", folder.databasePath);
      return { directory, folder, stamp, record: trackFile(run, stamp, schemaId) };
    } catch (error) {
      folder.remove();
      throw error;
    }
  }

  #release(copy: StampedCopy, isPathKnown: boolean): void {
    const mayKeep = !isPathKnown && !this.#isDisposed && this.#free.length < MAX_FREE_COPIES;
    if (mayKeep && isAsMade(copy)) this.#free.push(copy);
    else discard(copy);
  }
}

/** A program that goes through the run directory needs to be told of nothing. */
function isAsMade({ folder, stamp }: StampedCopy): boolean {
  const stats = statReachable(folder.databasePath);
  return stats !== undefined && isUntouched(stats, stamp);
}

function rename(copy: StampedCopy, path: string): boolean {
  try {
    copy.folder.rename(path);
    return true;
  } catch {
    return false;
  }
}

function discard({ folder, record }: StampedCopy): void {
  // Before the file goes: its inode may come back at once, as another file.
  record.forget();
  folder.remove();
}
