import { readdirSync } from "node:fs";
import { join } from "node:path";

import { possibleStorages } from "./choose-storage.js";
import { createRun } from "./create-run.js";
import { readAnnouncedOwner } from "./owner-record.js";
import { findParentDirectory } from "../files/parent-directory.js";
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
  for (const storage of possibleStorages()) {
    const parent = findParentDirectory(storage);
    for (const name of parent === undefined ? [] : listNames(parent)) {
      const path = join(parent ?? "", name);
      // A thread that is terminated may get as far as to take the name away.
      if (isEndedName(name) && name.startsWith(`ended-${process.pid}-`)) removeEndedDirectory(path);
      else if (parseRunName(name)?.pid === process.pid && readAnnouncedOwner(path)?.overflowOf === nonce)
        removeRunDirectory(path);
    }
  }
}

function listNames(parent: string): readonly string[] {
  try {
    return readdirSync(parent);
  } catch {
    return [];
  }
}
