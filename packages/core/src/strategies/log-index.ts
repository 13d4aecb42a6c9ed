import { closeSync, fstatSync, futimesSync, openSync, readSync, writeSync } from "node:fs";

import { pastSeconds } from "./file-stamp.js";
import type { OpenFile } from "./open-descriptors.js";

/** The header, twice. */
const HEADERS_BYTES = 96;
const NO_HEADERS = new Uint8Array(HEADERS_BYTES);
/** Where the header says that it is one, and how many pages the log has, in the machine's byte order: zero is zero in each. */
const IS_INITIALIZED_OFFSET_BYTES = 12;
const LOG_PAGES_OFFSET_BYTES = 16;
/** What SQLite maps at least. */
const LEAST_BYTES = 32_768;

/**
 * The index of a log, which SQLite keeps in shared memory, `-shm`, by way of its file.
 *
 * @see https://sqlite.org/walformat.html, section 2.1 ("The WAL-Index Header")
 */
export class LogIndex {
  readonly file: OpenFile;
  readonly #descriptor: number;
  /** Access time that it was given, in milliseconds. */
  #stampMs = 0;

  /**
   * @param path absolute, of the database
   * @throws what `fs` throws: `ENOENT` where there is none
   */
  constructor(path: string) {
    this.#descriptor = openSync(`${path}-shm`, "r+");
    this.file = fstatSync(this.#descriptor);
  }

  /** Whether SQLite may use it: whoever reads mapped memory beyond the end of its file is killed. */
  get isWhole(): boolean {
    return fstatSync(this.#descriptor).size >= LEAST_BYTES;
  }

  /** Whether it says that the log is empty. An access; see {@link wasRead}. */
  get saysEmpty(): boolean {
    const headers = new Uint8Array(HEADERS_BYTES);
    readSync(this.#descriptor, headers, 0, HEADERS_BYTES, 0);
    const logPages = headers.subarray(LOG_PAGES_OFFSET_BYTES, LOG_PAGES_OFFSET_BYTES + 4);
    return headers[IS_INITIALIZED_OFFSET_BYTES] === 1 && logPages.every((byte) => byte === 0);
  }

  /** Has the next reader build it anew from the log. */
  void(): void {
    writeSync(this.#descriptor, NO_HEADERS, 0, HEADERS_BYTES, 0);
  }

  /** Gives it times in the past, so that whoever opens it from now on moves them. */
  stamp(): void {
    const stampSeconds = pastSeconds();
    futimesSync(this.#descriptor, stampSeconds, stampSeconds);
    this.#stampMs = stampSeconds * 1000;
  }

  /**
   * Whether somebody opened it since it was stamped: another process, another SQLite library in this one, or whoever copies files. The library
   * that has it open already opens it for no further connection.
   */
  get wasRead(): boolean {
    return fstatSync(this.#descriptor).atimeMs !== this.#stampMs;
  }

  /** As long as this process has it open through SQLite, this would drop SQLite's locks on it. */
  close(): void {
    closeSync(this.#descriptor);
  }
}
