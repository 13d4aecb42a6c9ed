import { join } from "node:path";

import { createUniqueName } from "../../../files/unique-name.js";
import type { Moment, StateReader } from "../state-history.js";
import { PageFinder, type PageHistory } from "./page-state.js";
import { refuseLogs, ScratchFile } from "./scratch-file.js";

/** Reads states that are told in pages. */
export class PagedStateReader implements StateReader {
  readonly moments: readonly Moment[];
  readonly #history: PageHistory;
  readonly #finder: PageFinder;
  readonly #directory: string;
  readonly #files = new Map<"one" | "other", ScratchFile>();

  /**
   * @param moments as many as the history has states
   * @param directory absolute; scratch files are made in it, and removed
   */
  constructor(moments: readonly Moment[], history: PageHistory, directory: string) {
    this.moments = moments;
    this.#history = history;
    this.#finder = new PageFinder(history.states);
    this.#directory = directory;
  }

  place(moment: number, file: "one" | "other"): string {
    this.#refuseUnknown(moment);
    let scratch = this.#files.get(file);
    if (scratch === undefined) {
      scratch = new ScratchFile(join(this.#directory, `state-${createUniqueName()}.db`), this.#history, this.#finder);
      this.#files.set(file, scratch);
    }
    scratch.bring(moment);
    scratch.leaveWalMode();
    return scratch.path;
  }

  changedPages(from: number, to: number): readonly number[] {
    this.#refuseUnknown(from);
    this.#refuseUnknown(to);
    const pages = new Set(this.#finder.listWritten(from, to));
    for (const page of this.#finder.listWritten(to, from)) pages.add(page);
    return [...pages].toSorted((one, other) => one - other);
  }

  write(moment: number, path: string): void {
    this.#refuseUnknown(moment);
    refuseLogs(path);
    const file = new ScratchFile(path, this.#history, this.#finder);
    try {
      file.bring(moment);
    } catch (error) {
      file.remove();
      throw error;
    } finally {
      file.close();
    }
  }

  close(): void {
    for (const file of this.#files.values()) {
      file.close();
      file.remove();
    }
    this.#files.clear();
  }

  #refuseUnknown(moment: number): void {
    const found = this.moments[moment];
    if (found === undefined) throw new Error(`there are ${this.moments.length} moments, and none at ${moment}`);
    if (found.mark?.problem !== undefined) throw new Error(`the state at moment ${moment} is not known: ${found.mark.problem}`);
  }
}
