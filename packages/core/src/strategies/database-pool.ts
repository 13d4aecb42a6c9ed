import { trace } from "../files/trace.js";
import { whyNoOverlay, type StrategyChoice } from "./choose-strategy.js";
import { CopyStrategy } from "./copy/copy-strategy.js";
import type { DirtyReason } from "./overlay/overlay-base.js";
import { OverlayStrategy, type DirtyBaseFile } from "./overlay/overlay-strategy.js";
import type { PoolOptions, PooledDatabase } from "./pooled-database.js";
import { messageOf } from "../errors/message-of.js";

/** What became of a strategy in one process or worker of a run. Plain data. */
export interface StrategyReport extends StrategyChoice {
  /** Base files of the overlay that were not used again, and why; the first hundred. */
  readonly dirtyBaseFiles: readonly DirtyBaseFile[];
  /** How many there were. */
  readonly dirtyCount: number;
  /** Absolute path of where databases went when there was no room in memory any more; absent when there was. */
  readonly overflowPath?: string;
}

/** What was written into a base file went past its pin, and may do so at any time: twice is a habit. */
const MAX_CHANGED = 2;

/** A connection that was left open costs a copy; where every scenario leaves one, an overlay only adds to that. */
const MAX_DIRTY_IN_A_ROW = 3;

const MAX_REPORTED = 100;
const MEASURED_TURNS = 3;

/** For people. */
const DIRTY_BY: Readonly<Record<DirtyReason, string>> = {
  changed: "its files were written to, moved or replaced",
  "open-in-process": "it was left open",
  "open-elsewhere": "it was left open, in a child process for example",
  "not-pinned": "SQLite could not use it again",
  "no-template": "its template is gone",
};

/** Makes the scenario databases of one template in this process: as was chosen, and by `copy` once an overlay has failed too often. */
export class DatabasePool {
  readonly #source: PoolOptions;
  readonly #copies: CopyStrategy;
  readonly #dirtyBaseFiles: DirtyBaseFile[] = [];
  #overlay: OverlayStrategy | undefined;
  #choice: StrategyChoice;
  #dirtyCount = 0;
  #changedCount = 0;
  #dirtyInARow = 0;

  constructor(source: PoolOptions, choice: StrategyChoice) {
    this.#choice = choice;
    this.#source = source;
    this.#copies = new CopyStrategy(source);
    if (choice.strategy === "overlay") this.#overlay = new OverlayStrategy(source, (dirty) => this.#noteDirty(dirty));
  }

  /**
   * @param name becomes a part of the path, for people who look into the folder
   * @throws what `fs` throws; then nothing is left of it.
   */
  acquire(name?: string): PooledDatabase {
    const free = this.#overlay?.acquireFree(name);
    if (free !== undefined) {
      this.#dirtyInARow = 0;
      return free;
    }
    return this.#overlay === undefined ? this.#copies.acquire(name) : this.#acquireNew(this.#overlay, name);
  }

  /** Removes what waits for the next scenarios. */
  dispose(): void {
    this.#overlay?.dispose();
    this.#copies.dispose();
  }

  get report(): StrategyReport {
    const { overflowPath } = this.#source.storage;
    const overflow = overflowPath === undefined ? {} : { overflowPath };
    return { ...this.#choice, dirtyBaseFiles: [...this.#dirtyBaseFiles], dirtyCount: this.#dirtyCount, ...overflow };
  }

  /**
   * Measures what an overlay would cost a test where copies are made: milliseconds to give one and to take it back; `undefined` where there can be none.
   *
   * @remarks As long as three copies take.
   */
  measureOverlay(): number | undefined {
    if (this.#choice.strategy !== "copy" || whyNoOverlay(this.#source.template.manifest) !== undefined) return undefined;
    const overlay = new OverlayStrategy(this.#source, () => undefined);
    try {
      // What is made once does not count.
      overlay.acquireNew().release(true);
      const startMs = performance.now();
      for (let turn = 0; turn < MEASURED_TURNS; turn++) overlay.acquireFree()?.release(true);
      return (performance.now() - startMs) / MEASURED_TURNS;
    } catch {
      return undefined;
    } finally {
      overlay.dispose();
    }
  }

  /** Where the copy fails as well, it is not the overlay's fault: another one may be made later. */
  #acquireNew(overlay: OverlayStrategy, name: string | undefined): PooledDatabase {
    try {
      return overlay.acquireNew(name);
    } catch (error) {
      const file = this.#copies.acquire(name);
      const problem = messageOf(error);
      this.#fallBack(`an overlay failed where copies succeed: ${problem}`);
      return file;
    }
  }

  #noteDirty(dirty: DirtyBaseFile): void {
    this.#dirtyCount += 1;
    this.#dirtyInARow += 1;
    if (dirty.reason === "changed") this.#changedCount += 1;
    if (this.#dirtyBaseFiles.length < MAX_REPORTED) this.#dirtyBaseFiles.push(dirty);
    if (this.#changedCount >= MAX_CHANGED) {
      this.#fallBack(
        `${this.#changedCount} scenarios wrote to the file below their overlay, or removed its WAL, the last at "${dirty.path}": ` +
          "with another SQLite library in the same process, or without SQLite",
      );
    } else if (this.#dirtyInARow >= MAX_DIRTY_IN_A_ROW) {
      this.#fallBack(
        `${this.#dirtyInARow} scenarios in a row left their overlay unusable, the last at "${dirty.path}": ${DIRTY_BY[dirty.reason]}`,
      );
    }
  }

  #fallBack(reason: string): void {
    trace("overlay-given-up", reason);
    this.#overlay?.dispose();
    this.#overlay = undefined;
    this.#choice = { ...this.#choice, strategy: "copy", reason };
  }
}
