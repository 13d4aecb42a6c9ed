import { OverlayBypassedError } from "../../errors/database-errors.js";
import { trackFile, type TrackedFileEntry } from "../../record/tracked-files.js";
import type { RunDirectory } from "../../runs/run-directory.js";
import { trace } from "../../files/trace.js";
import { doTimesShowEveryChange } from "./file-system-trust.js";
import { stateOfStamp } from "../../files/file-stamp.js";
import { readLastPid } from "../../files/other-processes.js";
import { keepsAccessTimes } from "../../files/keeps-access-times.js";
import { OverlayBase, type DirtyReason, type FileSystemTrust } from "./overlay-base.js";
import type { PoolOptions, PooledDatabase } from "../pooled-database.js";

/** What a base file that is not used again says about the scenario that had it. */
export interface DirtyBaseFile {
  readonly reason: DirtyReason;
  /** Absolute path that the database had in that scenario. */
  readonly path: string;
}

/** A base file as it goes from scenario to scenario. */
interface PooledBase {
  readonly directory: RunDirectory;
  readonly base: OverlayBase;
  readonly record: TrackedFileEntry;
}

/** A base file, as one test has it. */
interface Lent {
  readonly path: string;
  /** Of the last process that had been started when the test got it. */
  readonly sincePid: number;
  readonly isPathKnown: boolean;
}

/** How many base files wait for the next scenario: as many as a scenario has databases, and not what a crowd of tests had at one time. */
const MAX_FREE_BASES = 8;

/** Gives one pinned base file after another; see {@link OverlayBase}. */
export class OverlayStrategy {
  readonly #source: PoolOptions;
  readonly #onDirty: (dirty: DirtyBaseFile) => void;
  readonly #free: PooledBase[] = [];
  readonly #trust = new Map<RunDirectory, FileSystemTrust>();
  #isDisposed = false;

  /** @param onDirty told of each base file that is not used again, before another one is */
  constructor(source: PoolOptions, onDirty: (dirty: DirtyBaseFile) => void) {
    this.#source = source;
    this.#onDirty = onDirty;
  }

  /** Gives a base file that another scenario had; `undefined` when there is none that may be used. */
  acquireFree(name?: string): PooledDatabase | undefined {
    for (let pooled = this.#free.pop(); pooled !== undefined; pooled = this.#free.pop()) {
      if (this.#renameFor(pooled, name)) return this.#lend(pooled);
      discard(pooled);
    }
    return undefined;
  }

  /**
   * Gives a new base file.
   *
   * @throws what `fs` and SQLite throw, and `Error` where it cannot be pinned
   */
  acquireNew(name?: string): PooledDatabase {
    const { run, template, schemaId, storage } = this.#source;
    const [base, directory] = storage.make(
      template.manifest.sizeBytes,
      (place) => [new OverlayBase(template, place.createDatabaseDirectoryPath(name), this.#trustIn(place)), place] as const,
    );
    trace("template-copy", base.path);
    return this.#lend({ base, directory, record: trackFile(run, base.stamp, schemaId) });
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const pooled of this.#free.splice(0)) discard(pooled);
  }

  #trustIn(directory: RunDirectory): FileSystemTrust {
    let trust = this.#trust.get(directory);
    if (trust === undefined) {
      trust = {
        isTouchSeen: keepsAccessTimes(directory.createDatabasePath("probe")),
        isChangeSeen: doTimesShowEveryChange(directory.createDatabasePath("probe")),
      };
      this.#trust.set(directory, trust);
    }
    return trust;
  }

  #renameFor({ base, directory }: PooledBase, name: string | undefined): boolean {
    // What a scenario wrote may have taken the room that there is again.
    if (directory !== this.#source.storage.choose(0)) return false;
    try {
      base.rename(directory.createDatabaseDirectoryPath(name));
      return true;
    } catch {
      // The run directory is gone.
      return false;
    }
  }

  #lend(pooled: PooledBase): PooledDatabase {
    const { path, stamp } = pooled.base;
    const sincePid = readLastPid();
    return {
      path,
      state: stateOfStamp(stamp),
      hasOpenConnections: () => pooled.base.hasOpenConnections(),
      release: (isPathKnown) => this.#release(pooled, { path, sincePid, isPathKnown }),
    };
  }

  #release(pooled: PooledBase, { path, sincePid, isPathKnown }: Lent): void {
    const { base, directory } = pooled;
    if (!isPathKnown && base.isUntouched) return this.#takeIn(pooled);
    const dirty = base.reset(directory.createDatabaseDirectoryPath(), sincePid);
    if (dirty === undefined) {
      pooled.record.update(base.stamp);
      return this.#takeIn(pooled);
    }
    trace("base-given-up", `${dirty.reason}: ${path}`);
    discard(pooled);
    this.#onDirty({ reason: dirty.reason, path });
    if (dirty.isBypassed) throw new OverlayBypassedError(path);
  }

  #takeIn(pooled: PooledBase): void {
    if (this.#isDisposed || this.#free.length >= MAX_FREE_BASES) discard(pooled);
    else this.#free.push(pooled);
  }
}

function discard({ base, record }: PooledBase): void {
  // Before the file goes: its inode may come back at once, as another file.
  record.forget();
  base.dispose();
}
