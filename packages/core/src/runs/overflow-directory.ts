import { attempt } from "../errors/attempt.js";
import { listStored } from "./choose-storage.js";
import { createRun } from "./create-run.js";
import { readAnnouncedOwner } from "./owner-record.js";
import { removeEndedDirectory, removeRunDirectory } from "./remove-run-directory.js";
import type { RunDirectory } from "./run-directory.js";
import { isEndedName, parseRunName } from "./run-names.js";
import { Run } from "./run.js";

/** A directory for the databases of this process that have no room in the run's. It has its own lease, and goes with the process. */
export class OverflowDirectory {
  readonly #run: Run;
  #directory: Run | undefined;

  constructor(run: Run) {
    this.#run = run;
    run.onEnd(() => {
      this.#directory?.end();
      removeOverflowOfThreads(run.nonce);
    });
  }

  /**
   * Creates it in another storage than the run's, unless it exists.
   *
   * @throws what {@link createRun} throws
   */
  ensure(storage: string): RunDirectory {
    return (this.#directory ??= Run.make(() => createRun({ storage, overflowOf: this.#run.nonce })));
  }
}

/** Removes the directories of this process's threads, which end without a chance to. Never throws. */
function removeOverflowOfThreads(nonce: string): void {
  for (const { name, path } of attempt(listStored) ?? []) {
    // A thread that is terminated may already have renamed its directory.
    if (isEndedName(name) && name.startsWith(`ended-${process.pid}-`)) removeEndedDirectory(path);
    else if (parseRunName(name)?.pid === process.pid && readAnnouncedOwner(path)?.overflowOf === nonce)
      removeRunDirectory(path);
  }
}
