import { closeSync, fstatSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from "node:fs";

import { findJournals, removeDatabaseFiles } from "../../../files/database-files.js";
import type { PageFinder, PageHistory } from "./page-state.js";

/** Offset in the header of the two bytes that say whether the file is in WAL mode (2) or not (1). */
const WRITE_VERSION_OFFSET = 18;

/** A file that is made to hold one state of a history after the other. */
export class ScratchFile {
  readonly path: string;
  readonly #history: PageHistory;
  readonly #finder: PageFinder;
  readonly #descriptor: number;
  /** The state that it holds; `undefined` while it is being changed. */
  #held: number | undefined = 0;
  #page = Buffer.alloc(0);

  /**
   * Copies the base.
   *
   * @param path absolute; nothing is there
   * @throws what `fs` throws; nothing stays
   */
  constructor(path: string, history: PageHistory, finder: PageFinder) {
    this.path = path;
    this.#history = history;
    this.#finder = finder;
    history.copyBase(path);
    try {
      this.#descriptor = openSync(path, "r+");
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    }
  }

  /**
   * Makes it hold a state.
   *
   * @throws what `fs` throws; the next call then writes it anew
   */
  bring(to: number): void {
    const from = this.#held;
    this.#held = undefined;
    const { pageBytes, sizePages } = this.#history.states[to] ?? { pageBytes: 0, sizePages: 0 };
    if (this.#page.length !== pageBytes) this.#page = Buffer.alloc(pageBytes);
    for (const page of this.#finder.listWritten(from, to)) {
      this.#read(page, to);
      writeSync(this.#descriptor, this.#page, 0, pageBytes, (page - 1) * pageBytes);
    }
    const sizeBytes = sizePages * pageBytes;
    if (fstatSync(this.#descriptor).size !== sizeBytes) ftruncateSync(this.#descriptor, sizeBytes);
    this.#held = to;
  }

  /** Has SQLite take it for a database without a WAL: one that it would look for, and write, beside the file. */
  leaveWalMode(): void {
    const versions = Buffer.alloc(2);
    if (readSync(this.#descriptor, versions, 0, 2, WRITE_VERSION_OFFSET) < 2 || versions.readUInt16BE(0) === 0x0101) return;
    writeSync(this.#descriptor, Buffer.from([1, 1]), 0, 2, WRITE_VERSION_OFFSET);
  }

  /** Closes it, and leaves the file. */
  close(): void {
    closeSync(this.#descriptor);
  }

  /** Removes it. Idempotent after {@link close}. */
  remove(): void {
    removeDatabaseFiles(this.path);
  }

  #read(page: number, state: number): void {
    const place = this.#finder.find(page, state);
    if (place !== undefined) return this.#history.readPage(place, this.#page);
    const bytes = this.#history.readBase(this.#page, (page - 1) * this.#page.length);
    // A page that nobody ever wrote, as behind a database that was cut and grew again.
    this.#page.fill(0, bytes);
  }
}

/** Refuses a path beside which SQLite would find something to apply to the database. */
export function refuseLogs(path: string): void {
  const [log] = findJournals(path);
  if (log === undefined) return;
  throw new Error(
    `Found "${log}". SQLite would apply it to the new database. Close the program that uses it, or delete it if none does.`,
  );
}
