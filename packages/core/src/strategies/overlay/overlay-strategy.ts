import { OverlayBypassedError } from "../../errors/classes/database-errors.js";
import type { RunDirectory } from "../../runs/run-directory.js";
import { getOrCreate } from "../../files/get-or-create.js";
import { trace } from "../../files/trace.js";
import { stateOfStamp } from "../../files/identity/file-stamp.js";
import { readLastPid } from "../../files/processes/other-processes.js";
import { disposeFile, ReusableFiles, type ReusableFile } from "../reusable-files.js";
import type { DatabaseStrategy, PooledFile, StrategyOptions } from "../strategy.js";
import { tryFileSystem, type FileSystemTrust } from "./file-system-trust.js";
import { OverlayBase } from "./overlay-base.js";

/** One scenario's use of a base file. */
interface BaseUse {
  readonly path: string;
  /** Of the last process that had been started when the scenario got it. */
  readonly sincePid: number;
  readonly isPathKnown: boolean;
}

/** Gives one pinned base file to scenario after scenario; see {@link OverlayBase}. */
export class OverlayStrategy implements DatabaseStrategy {
  readonly #onDirty: StrategyOptions["onDirty"];
  readonly #bases: ReusableFiles<OverlayBase>;
  readonly #trust = new Map<RunDirectory, FileSystemTrust>();

  /** @param needsChangeTimes whether there is to be none where the file system does not tell of every change; see {@link FileSystemTrust} */
  constructor(options: StrategyOptions, { needsChangeTimes = false } = {}) {
    this.#onDirty = options.onDirty;
    this.#bases = new ReusableFiles(options, (path, directory) => {
      const trust = this.#trustIn(directory);
      if (needsChangeTimes && !trust.hasChangeTimes)
        throw new Error(`the times of files in "${directory.path}" do not tell of every change`);
      return new OverlayBase(options.template, path, trust);
    });
  }

  /** @throws what `fs` and SQLite throw, and `Error` where a new base file cannot be pinned */
  acquire(name?: string): PooledFile {
    const file = this.#bases.acquire(name);
    const { path, stamp } = file.made;
    const sincePid = readLastPid();
    const states = file.made.openStates();
    return {
      kind: "file",
      path,
      state: stateOfStamp(stamp),
      states,
      hasOpenConnections: () => file.made.hasOpenConnections(),
      release: (isPathKnown) => {
        states.close();
        this.#release(file, { path, sincePid, isPathKnown });
      },
    };
  }

  dispose(): void {
    this.#bases.dispose();
  }

  #trustIn(directory: RunDirectory): FileSystemTrust {
    return getOrCreate(this.#trust, directory, () => tryFileSystem(directory.createDatabasePath("probe")));
  }

  #release(file: ReusableFile<OverlayBase>, { path, sincePid, isPathKnown }: BaseUse): void {
    const { made: base, directory, record } = file;
    if (!isPathKnown && base.isUntouched) return this.#bases.release(file);
    const dirty = base.reset(directory.createDatabaseDirectoryPath(), sincePid);
    if (dirty === undefined) {
      record.update(base.stamp);
      return this.#bases.release(file);
    }
    trace("base-given-up", `${dirty.reason}: ${path}`);
    disposeFile(file);
    this.#onDirty({ reason: dirty.reason, path });
    if (dirty.isBypassed) throw new OverlayBypassedError(path);
  }
}
