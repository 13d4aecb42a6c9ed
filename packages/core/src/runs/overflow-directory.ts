import { createRun } from "./create-run.js";
import { readAnnouncedOwner } from "./owner-record.js";
import { listStored, type Stored } from "./list-stored.js";
import { removeEndedDirectory, removeRunDirectory } from "./remove-run-directory.js";
import { Run } from "./run.js";
import type { RunDirectory } from "./run-directory.js";
import { isEndedName, parseRunName } from "./run-names.js";

/**
 * A directory for the databases of this process that have no room where its run lies. It has a lease of its own, and goes with the process; the
 * record stays in the run.
 */
export class OverflowDirectory {
  readonly #run: Run;
  #directory: Run | undefined;

  constructor(run: Run) {
    this.#run = run;
    run.onEnd(() => this.#remove());
  }

  /**
   * Makes sure of it, in another storage than the run's.
   *
   * @throws what {@link createRun} throws
   */
  ensure(storage: string): RunDirectory {
    return (this.#directory ??= Run.make(() => createRun({ storage, overflowOf: this.#run.nonce })));
  }

  #remove(): void {
    this.#directory?.end();
    removeOverflowOfThreads(this.#run.nonce);
  }
}

/** Removes what threads of this process had: they end without a chance to. Never throws. */
function removeOverflowOfThreads(nonce: string): void {
  for (const { name, path } of listWhatCanBeRead()) {
    // A thread that is terminated may get as far as to take the name away.
    if (isEndedName(name) && name.startsWith(`ended-${process.pid}-`)) removeEndedDirectory(path);
    else if (parseRunName(name)?.pid === process.pid && readAnnouncedOwner(path)?.overflowOf === nonce)
      removeRunDirectory(path);
  }
}

function listWhatCanBeRead(): readonly Stored[] {
  try {
    return listStored();
  } catch {
    return [];
  }
}
