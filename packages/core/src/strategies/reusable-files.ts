import { trackFile, type TrackedFileEntry } from "../record/tracked-files.js";
import type { RunDirectory } from "../runs/run-directory.js";
import type { FileStamp } from "../files/identity/file-stamp.js";
import { trace } from "../files/trace.js";
import type { DatabaseFolder } from "./database-folder.js";
import type { StrategyOptions } from "./strategy.js";

/** Free files for the next scenario: enough for all databases of one, and not for a crowd of concurrent tests. */
const MAX_FREE = 8;

/** A copy of the template in a folder of its own. */
export interface MadeDatabase {
  readonly folder: DatabaseFolder;
  /** What the file is as long as nobody writes to it. */
  readonly stamp: FileStamp;
  /** Removes the folder. Never throws. */
  dispose(): void;
}

/** A database that serves one scenario after another. The run's record knows it. */
export interface ReusableFile<Made extends MadeDatabase> {
  readonly made: Made;
  readonly directory: RunDirectory;
  readonly record: TrackedFileEntry;
}

/** Makes files for scenarios, and holds free ones for the next. */
export class ReusableFiles<Made extends MadeDatabase> {
  readonly #options: StrategyOptions;
  readonly #make: (path: string, directory: RunDirectory) => Made;
  readonly #free: ReusableFile<Made>[] = [];
  #isDisposed = false;

  /** @param make is given the absolute path of the folder, where nothing is, and the run directory that it is in */
  constructor(options: StrategyOptions, make: (path: string, directory: RunDirectory) => Made) {
    this.#options = options;
    this.#make = make;
  }

  /** @throws what `fs` and `make` throw; then nothing is left of it */
  acquire(name: string | undefined): ReusableFile<Made> {
    for (let file = this.#free.pop(); file !== undefined; file = this.#free.pop()) {
      if (this.#rename(file, name)) {
        this.#options.onReuse();
        return file;
      }
      disposeFile(file);
    }
    const { storage, template } = this.#options;
    return storage.make(template.manifest.sizeBytes, (directory) => this.#create(directory, name));
  }

  /** Takes back a file that holds exactly the template. */
  release(file: ReusableFile<Made>): void {
    if (this.#isDisposed || this.#free.length >= MAX_FREE) disposeFile(file);
    else this.#free.push(file);
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const file of this.#free.splice(0)) disposeFile(file);
  }

  #rename({ made, directory }: ReusableFile<Made>, name: string | undefined): boolean {
    try {
      // A scenario may have filled memory, so that files belong in the overflow directory now.
      if (directory !== this.#options.storage.choose(0)) return false;
      made.folder.rename(directory.createDatabaseDirectoryPath(name));
      return true;
    } catch {
      // The run directory is gone.
      return false;
    }
  }

  #create(directory: RunDirectory, name: string | undefined): ReusableFile<Made> {
    const { run, schemaId } = this.#options;
    const made = this.#make(directory.createDatabaseDirectoryPath(name), directory);
    try {
      trace("template-copy", made.folder.databasePath);
      return { made, directory, record: trackFile(run, made.stamp, schemaId) };
    } catch (error) {
      made.dispose();
      throw error;
    }
  }
}

/** Removes a file that is not used again. */
export function disposeFile({ made, record }: ReusableFile<MadeDatabase>): void {
  // Before the file goes: its inode may come back at once, as another file.
  record.forget();
  made.dispose();
}
