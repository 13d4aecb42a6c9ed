import { recordPlacedDatabase, type ForgetPlacedDatabase } from "../run-directory/placed-databases.js";
import type { RunDirectory } from "../run-directory/run-directory.js";
import { restoreEarlyReturn } from "../run-directory/revoked-databases.js";
import { trace } from "../trace.js";
import { keepsAccessTimes } from "./keeps-access-times.js";
import { OverlayBase, type SpoiltReason } from "./overlay-base.js";
import type { CopySource, ScenarioFile } from "./scenario-file.js";

/** What a base that was given up says about the scenario that had it. */
export interface SpoiltBase {
  readonly reason: SpoiltReason;
  /** Absolute path that the database had in that scenario. */
  readonly path: string;
}

/** A base as it goes from scenario to scenario. */
interface PooledBase {
  readonly directory: RunDirectory;
  readonly base: OverlayBase;
  readonly forget: ForgetPlacedDatabase;
  lastPath: string;
}

/** How many bases wait for the next scenario: as many as a scenario has databases, and not what a crowd of tests had at one time. */
const MOST_FREE_BASES = 8;

/** Lends one pinned base after another; see {@link OverlayBase}. */
export class OverlayStrategy {
  readonly #source: CopySource;
  readonly #onSpoilt: (spoilt: SpoiltBase) => void;
  readonly #free: PooledBase[] = [];
  #isTouchSeen: boolean | undefined;
  #isClosed = false;

  /** @param onSpoilt told of each base that is given up, before another is used */
  constructor(source: CopySource, onSpoilt: (spoilt: SpoiltBase) => void) {
    this.#source = source;
    this.#onSpoilt = onSpoilt;
  }

  /** Lends a base that another scenario had; `undefined` when there is none that may be used. */
  takeFree(name?: string): ScenarioFile | undefined {
    for (let pooled = this.#free.pop(); pooled !== undefined; pooled = this.#free.pop()) {
      const reason = this.#prepareAgain(pooled, name);
      if (reason === undefined) {
        // Asked now that the log is empty: what a scenario wrote may have taken the room that there is again.
        if (pooled.directory === this.#source.storage.choose(0)) return this.#lend(pooled);
        discard(pooled);
        continue;
      }
      trace("base-given-up", `${reason}: ${pooled.lastPath}`);
      discard(pooled);
      this.#onSpoilt({ reason, path: pooled.lastPath });
    }
    return undefined;
  }

  /**
   * Lends a new base.
   *
   * @throws what `fs` and SQLite throw, and `Error` where it cannot be pinned
   */
  takeNew(name?: string): ScenarioFile {
    const { run, template, sourceId, storage } = this.#source;
    const [base, directory] = storage.make(template.manifest.sizeBytes, (place) => {
      this.#isTouchSeen ??= keepsAccessTimes(place.createDatabaseDirectoryPath("probe"));
      return [new OverlayBase(template, place.createDatabaseDirectoryPath(name), this.#isTouchSeen), place] as const;
    });
    trace("template-copy", base.path);
    return this.#lend({ base, directory, forget: recordPlacedDatabase(run, base.identity, sourceId), lastPath: base.path });
  }

  close(): void {
    this.#isClosed = true;
    for (const pooled of this.#free.splice(0)) discard(pooled);
  }

  #prepareAgain({ base, directory }: PooledBase, name: string | undefined): SpoiltReason | undefined {
    const reason = base.renew(directory.createDatabaseDirectoryPath(name));
    if (reason === undefined) restoreEarlyReturn(this.#source.run, base.identity);
    return reason;
  }

  #lend(pooled: PooledBase): ScenarioFile {
    const { path, identity } = pooled.base;
    pooled.lastPath = path;
    return {
      path,
      identity,
      isOpen: () => pooled.base.isOpen(),
      giveBack: () => this.#takeBack(pooled),
    };
  }

  /** Its name goes at once; what else there is to do can wait for the next scenario, which may never come. */
  #takeBack(pooled: PooledBase): void {
    try {
      // Also before it is discarded: of a database that was moved, SQLite does not save the log.
      pooled.base.moveTo(pooled.directory.createDatabaseDirectoryPath());
    } catch {
      // The scenario removed its folder, or the run has ended.
      return discard(pooled);
    }
    if (this.#isClosed || this.#free.length >= MOST_FREE_BASES) discard(pooled);
    else this.#free.push(pooled);
  }
}

function discard({ base, forget }: PooledBase): void {
  // Before the file goes: its inode may come back at once, as another file.
  forget();
  base.abandon();
}
