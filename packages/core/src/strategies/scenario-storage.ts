import { chooseOverflowStorage, hasRoomFor } from "../runs/choose-storage.js";
import type { RunDirectory } from "../runs/run-directory.js";
import { OverflowDirectory } from "../runs/overflow-directory.js";
import type { Run } from "../runs/run.js";
import { isFull } from "../files/explain-file-error.js";
import { trace } from "../files/trace.js";

/** Chooses the directory for scenario databases: the run directory while memory has room, then a directory on disk until the run ends. */
export class ScenarioStorage {
  readonly #run: Run;
  readonly #isOnDisk: boolean;
  readonly #overflowStorage: string | undefined;
  #overflow: RunDirectory | undefined;

  /** @param isOnDisk whether its databases are better on disk, also while memory has room */
  constructor(run: Run, isOnDisk = false) {
    this.#run = run;
    this.#isOnDisk = isOnDisk;
    this.#overflowStorage = chooseOverflowStorage(run.path);
  }

  /**
   * Gives the directory for a database. Costs one `statfs` in memory.
   *
   * @param sizeBytes of the database; 0 for one that is there
   * @throws what making another directory throws
   */
  choose(sizeBytes: number): RunDirectory {
    if (this.#overflow !== undefined) return this.#overflow;
    if (this.#overflowStorage === undefined) return this.#run;
    return this.#isOnDisk || !hasRoomFor(sizeBytes, this.#run.path) ? this.#moveOn(this.#overflowStorage) : this.#run;
  }

  /**
   * Makes a database in the directory for it, or on disk if that directory turns out to be full.
   *
   * @throws what `make` throws
   */
  make<Made>(sizeBytes: number, make: (directory: RunDirectory) => Made): Made {
    const directory = this.choose(sizeBytes);
    try {
      return make(directory);
    } catch (error) {
      if (this.#overflowStorage === undefined || directory !== this.#run || !isFull(error)) throw error;
      return make(this.#moveOn(this.#overflowStorage));
    }
  }

  /** Absolute path of the directory on disk, once it is used. */
  get overflowPath(): string | undefined {
    return this.#overflow?.path;
  }

  #moveOn(storage: string): RunDirectory {
    this.#overflow = this.#run.own(OverflowDirectory, this.#run).ensure(storage);
    if (!this.#isOnDisk) trace("storage-full", this.#overflow.path);
    return this.#overflow;
  }
}
