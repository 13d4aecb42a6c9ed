import { closeSync, constants, fstatSync, openSync } from "node:fs";

import { listOpenInProcess, type OpenFile } from "../files/processes/open-descriptors.js";

interface OwnDescriptor extends OpenFile {
  readonly number: number;
}

/**
 * Descriptors of files that SQLite locks. To close one drops all locks that this process has on its file, so it stays open until nobody else in the
 * process has the file open.
 */
export class OwnDescriptors {
  readonly #open: OwnDescriptor[] = [];

  get count(): number {
    return this.#open.length;
  }

  /**
   * Opens a file for reading.
   *
   * @throws what `fs` throws
   */
  open(path: string): number {
    // Not by a link: it may lead to another database.
    const number = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    const { dev, ino } = fstatSync(number);
    this.#open.push({ number, dev, ino });
    return number;
  }

  /** Whether this process has a file open other than by these. */
  isOpenOtherwise(file: OpenFile): boolean {
    return this.#countOthers([file])[0] !== 0;
  }

  /** Closes one at once, unless it is closed. Only for a file on which SQLite has no locks. */
  closeOne(number: number): void {
    const index = this.#open.findIndex((open) => open.number === number);
    if (index < 0) return;
    this.#open.splice(index, 1);
    closeSync(number);
  }

  /** Closes all of them. Only for files that nobody else in this process has open. */
  close(): void {
    for (const { number } of this.#open.splice(0)) closeSync(number);
  }

  /** Closes those whose files nobody else in this process has open. Never throws; returns whether all are closed. */
  closeUnused(): boolean {
    try {
      if (this.#open.length === 0) return true;
      const counts = this.#countOthers(this.#open);
      for (const [index, descriptor] of this.#open.splice(0).entries()) {
        if (counts[index] === 0) closeSync(descriptor.number);
        else this.#open.push(descriptor);
      }
    } catch {
      // They cannot be listed now, as where this process may open no further file.
    }
    return this.#open.length === 0;
  }

  #countOthers(files: readonly OpenFile[]): readonly number[] {
    const own = new Set(this.#open.map(({ number }) => number));
    return listOpenInProcess(files).map((descriptors) => descriptors.filter((descriptor) => !own.has(descriptor)).length);
  }
}
