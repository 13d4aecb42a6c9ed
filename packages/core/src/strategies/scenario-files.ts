import { trace } from "../trace.js";
import type { StrategyChoice } from "./choose-strategy.js";
import type { SpoiltReason } from "./overlay-base.js";
import { CopyStrategy } from "./copy-strategy.js";
import { OverlayStrategy, type SpoiltBase } from "./overlay-strategy.js";
import type { CopySource, ScenarioFile } from "./scenario-file.js";
import type { ScenarioStorage } from "./scenario-storage.js";

/** What became of a strategy in one process or worker of a run. Plain data. */
export interface StrategyReport extends StrategyChoice {
  /** Bases of the overlay that were given up, and why; the first hundred. */
  readonly spoiltBases: readonly SpoiltBase[];
  /** How many there were. */
  readonly spoiltCount: number;
  /** Absolute path of where databases went when there was no room in memory any more; absent when there was. */
  readonly sparePath?: string;
}

/** What was written into a base went past its pin, and may do so at any time: twice is a habit. */
const MOST_CHANGED = 2;

/** A connection that was left open costs a copy; where every scenario leaves one, an overlay only adds to that. */
const MOST_SPOILT_IN_A_ROW = 3;

const MOST_REPORTED = 100;

/** For people. */
const SPOILT_BY: Readonly<Record<SpoiltReason, string>> = {
  changed: "the file was written to, moved or replaced",
  "open-in-process": "a connection to it was left open",
  "open-elsewhere": "a connection to it was left open",
  "not-pinned": "SQLite could not use it again",
};

/** Makes the scenario databases of one template in this process: as was chosen, and by `copy` once an overlay has failed too often. */
export class ScenarioFiles {
  readonly #copies: CopyStrategy;
  readonly #storage: ScenarioStorage;
  readonly #spoiltBases: SpoiltBase[] = [];
  #overlay: OverlayStrategy | undefined;
  #choice: StrategyChoice;
  #spoiltCount = 0;
  #changedCount = 0;
  #spoiltInARow = 0;

  constructor(source: CopySource, choice: StrategyChoice) {
    this.#choice = choice;
    this.#storage = source.storage;
    this.#copies = new CopyStrategy(source);
    if (choice.strategy === "overlay") this.#overlay = new OverlayStrategy(source, (spoilt) => this.#noteSpoilt(spoilt));
  }

  /**
   * @param name becomes a part of the path, for people who look into the folder
   * @throws what `fs` throws; then nothing is left of it.
   */
  take(name?: string): ScenarioFile {
    const free = this.#overlay?.takeFree(name);
    if (free !== undefined) {
      this.#spoiltInARow = 0;
      return free;
    }
    return this.#overlay === undefined ? this.#copies.take(name) : this.#takeNew(this.#overlay, name);
  }

  /** Gives up what is kept for the next scenarios. */
  close(): void {
    this.#overlay?.close();
    this.#copies.close();
  }

  get report(): StrategyReport {
    const { sparePath } = this.#storage;
    const spare = sparePath === undefined ? {} : { sparePath };
    return { ...this.#choice, spoiltBases: [...this.#spoiltBases], spoiltCount: this.#spoiltCount, ...spare };
  }

  /** Where the copy fails as well, it is not the overlay's fault: another one may be made later. */
  #takeNew(overlay: OverlayStrategy, name: string | undefined): ScenarioFile {
    try {
      return overlay.takeNew(name);
    } catch (error) {
      const file = this.#copies.take(name);
      const problem = error instanceof Error ? error.message : String(error);
      this.#fallBack(`an overlay failed where copies succeed: ${problem}`);
      return file;
    }
  }

  #noteSpoilt(spoilt: SpoiltBase): void {
    this.#spoiltCount += 1;
    this.#spoiltInARow += 1;
    if (spoilt.reason === "changed") this.#changedCount += 1;
    if (this.#spoiltBases.length < MOST_REPORTED) this.#spoiltBases.push(spoilt);
    if (this.#changedCount >= MOST_CHANGED) {
      this.#fallBack(
        `${this.#changedCount} scenarios changed the file below their overlay, or took its log away, the last at "${spoilt.path}": ` +
          "by another SQLite library in the same process, or not by SQLite",
      );
    } else if (this.#spoiltInARow >= MOST_SPOILT_IN_A_ROW) {
      this.#fallBack(
        `${this.#spoiltInARow} scenarios in a row spoilt their overlay, the last at "${spoilt.path}": ${SPOILT_BY[spoilt.reason]}`,
      );
    }
  }

  #fallBack(reason: string): void {
    trace("overlay-given-up", reason);
    this.#overlay?.close();
    this.#overlay = undefined;
    this.#choice = { ...this.#choice, strategy: "copy", reason };
  }
}
