import { messageOf } from "../errors/message-of.js";
import { getOrCreate } from "../files/get-or-create.js";
import { trace } from "../files/trace.js";
import { whyNoOverlay, type StrategyChoice, type StrategyName } from "./choose-strategy.js";
import { CopyStrategy } from "./copy.js";
import { CopyableTemplate } from "./copyable-template.js";
import { MemoryStrategy } from "./memory.js";
import { OverlayStrategy } from "./overlay/overlay-strategy.js";
import { ScenarioStorage } from "./scenario-storage.js";
import type { DatabaseStrategy, DirtyBaseFile, DirtyReason, PooledDatabase, PoolOptions, StrategyOptions } from "./strategy.js";

/** The strategy of one process or worker of a run, and what happened to it. Plain data. */
export interface StrategyReport extends StrategyChoice {
  /** The first hundred base files that were not used again, and why. */
  readonly dirtyBaseFiles: readonly DirtyBaseFile[];
  /** Of all such base files. */
  readonly dirtyCount: number;
  /** Absolute path of the overflow directory; absent while there is room in memory. */
  readonly overflowPath?: string;
}

/** The strategy that replaces one that is given up. */
const NEXT: Readonly<Partial<Record<StrategyName, StrategyName>>> = { overlay: "copy" };

const STRATEGIES: Readonly<Record<StrategyName, (options: StrategyOptions, choice: StrategyChoice) => DatabaseStrategy>> = {
  // On disk they pay only where nothing has to be compared.
  overlay: (options, { isOnDisk }) =>
    isOnDisk === true
      ? new OverlayStrategy({ ...options, storage: new ScenarioStorage(options.run, true) }, { needsChangeTimes: true })
      : new OverlayStrategy(options),
  copy: (options) => new CopyStrategy(options),
  memory: (options) => new MemoryStrategy(options),
};

/** A program that wrote to a base file twice despite its pin will probably do it again. */
const MAX_CHANGED = 2;

/** Each connection that was left open costs a new base file. If every scenario leaves one, plain copies are cheaper. */
const MAX_DIRTY_IN_A_ROW = 3;

const MAX_REPORTED = 100;
const MEASURED_TURNS = 5;

const DIRTY_BY: Readonly<Record<DirtyReason, string>> = {
  changed: "its files were written to, moved or replaced",
  "open-in-process": "it was left open",
  "open-elsewhere": "it was left open, in a child process for example",
  "not-pinned": "SQLite could not use it again",
  "no-template": "its template is gone",
};

/** Makes the test databases of one template in this process, by the chosen strategy, or by the next one once that has failed too often. */
export class DatabasePool {
  readonly #options: StrategyOptions;
  /** Those that were used. */
  readonly #strategies = new Map<StrategyName, DatabaseStrategy>();
  readonly #dirtyBaseFiles: DirtyBaseFile[] = [];
  #choice: StrategyChoice;
  #dirtyCount = 0;
  #changedCount = 0;
  #dirtyInARow = 0;

  constructor(options: PoolOptions, choice: StrategyChoice) {
    this.#choice = choice;
    this.#options = {
      ...options,
      template: new CopyableTemplate(options.template),
      storage: new ScenarioStorage(options.run),
      onReuse: () => (this.#dirtyInARow = 0),
      onDirty: (dirty) => this.#noteDirty(dirty),
    };
  }

  /**
   * @param name becomes a part of the path, for people who look into the folder
   * @throws what `fs` throws; then nothing is left of it.
   */
  acquire(name?: string, strategy: StrategyName = this.#choice.strategy): PooledDatabase {
    try {
      return getOrCreate(this.#strategies, strategy, () => STRATEGIES[strategy](this.#options, this.#choice)).acquire(name);
    } catch (error) {
      const next = NEXT[strategy];
      if (next === undefined) throw error;
      // If this fails too, it is not the strategy's fault, and the strategy is not given up.
      const database = this.acquire(name, next);
      this.#fallBack(`${strategy} failed where ${next} succeeded: ${messageOf(error)}`);
      return database;
    }
  }

  dispose(): void {
    for (const strategy of this.#strategies.values()) strategy.dispose();
  }

  get report(): StrategyReport {
    const { overflowPath } = this.#options.storage;
    const overflow = overflowPath === undefined ? {} : { overflowPath };
    return { ...this.#choice, dirtyBaseFiles: [...this.#dirtyBaseFiles], dirtyCount: this.#dirtyCount, ...overflow };
  }

  /** Measures the milliseconds that a test would pay for an overlay instead of a copy; `undefined` if there can be none. Takes as long as five copies. */
  measureOverlay(): number | undefined {
    const { template } = this.#options;
    if (this.#choice.strategy !== "copy" || whyNoOverlay(template.manifest) !== undefined) return undefined;
    const overlay = new OverlayStrategy({ ...this.#options, onReuse: () => undefined, onDirty: () => undefined });
    try {
      // The first one makes the base file.
      overlay.acquire().release(true);
      const turns = Array.from({ length: MEASURED_TURNS }, () => {
        const startMs = performance.now();
        overlay.acquire().release(true);
        return performance.now() - startMs;
      });
      // The median, in case the machine is busy for a moment.
      return turns.toSorted((one, other) => one - other)[(MEASURED_TURNS - 1) / 2];
    } catch {
      return undefined;
    } finally {
      overlay.dispose();
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

  /** Files that were acquired before may still be released dirty. Then there is nothing more to give up, and the first reason stays. */
  #fallBack(reason: string): void {
    const given = this.#choice.strategy;
    const next = NEXT[given];
    if (next === undefined) return;
    trace("strategy-given-up", `${given}: ${reason}`);
    this.#strategies.get(given)?.dispose();
    this.#choice = { ...this.#choice, strategy: next, reason };
  }
}
