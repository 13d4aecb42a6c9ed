import { closeSync, copyFileSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

import { misuseRangeError } from "../../errors/misuse-error.js";
import type { Mark, Moment, StateReader } from "./state-history.js";

/** The state of a database at one moment, in a file of its own. */
export interface FileState {
  /** Absolute; a whole database, without WAL or journal beside it. Nobody writes it. */
  readonly path: string;
  readonly mark?: Mark;
}

/** Two bytes of the header say whether the file is in WAL mode. */
const VERSIONS_OFFSET = 18;
const ROLLBACK = Buffer.from([1, 1]);

/**
 * Reads states of the past from files that hold one each: of a database in memory, which can only be serialised, or of a template and a copy.
 *
 * @param directory absolute; a folder that the caller owns, for scratch files
 */
export class FileStates implements StateReader {
  readonly moments: readonly Moment[];
  readonly #states: readonly FileState[];
  readonly #directory: string;
  readonly #changedPages = new Map<string, readonly number[]>();

  constructor(states: readonly FileState[], directory: string) {
    this.#states = states;
    this.#directory = directory;
    this.moments = states.map(({ mark }) => (mark === undefined ? {} : { mark }));
  }

  place(moment: number, file: "one" | "other"): string {
    const path = this.#scratchPath(file);
    rmSync(path, { force: true });
    copyFileSync(this.#pathOf(moment), path);
    const descriptor = openSync(path, "r+");
    try {
      writeSync(descriptor, ROLLBACK, 0, ROLLBACK.length, VERSIONS_OFFSET);
    } finally {
      closeSync(descriptor);
    }
    return path;
  }

  changedPages(from: number, to: number): readonly number[] {
    const key = `${from} ${to}`;
    const known = this.#changedPages.get(key);
    if (known !== undefined) return known;
    const pages = comparePages(readFileSync(this.#pathOf(from)), readFileSync(this.#pathOf(to)));
    this.#changedPages.set(key, pages);
    return pages;
  }

  /** @throws `EEXIST` where something is at the path */
  write(moment: number, path: string): void {
    copyFileSync(this.#pathOf(moment), path, 1);
  }

  close(): void {
    rmSync(this.#scratchPath("one"), { force: true });
    rmSync(this.#scratchPath("other"), { force: true });
  }

  #pathOf(moment: number): string {
    const state = this.#states[moment];
    if (state === undefined) throw misuseRangeError(`moment: expected 0 to ${this.#states.length - 1}, got ${moment}`);
    return state.path;
  }

  #scratchPath(file: "one" | "other"): string {
    return join(this.#directory, `${file}.db`);
  }
}

function comparePages(before: Buffer, after: Buffer): readonly number[] {
  const size = before.length >= 18 ? before.readUInt16BE(16) : 0;
  const pageBytes = size === 1 ? 65_536 : Math.max(512, size);
  const count = Math.ceil(Math.max(before.length, after.length) / pageBytes);
  return Array.from({ length: count }, (_, index) => index + 1).filter((page) => {
    const [start, end] = [(page - 1) * pageBytes, page * pageBytes];
    return !before.subarray(start, end).equals(after.subarray(start, end));
  });
}
