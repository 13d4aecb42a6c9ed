import { closeSync, openSync, readFileSync, statSync, writeSync } from "node:fs";

import { DatabaseTooLargeError } from "../errors/classes/database-errors.js";
import { loadSqlite } from "../sqlite/load-sqlite.js";
import type { Template } from "../template/template.js";
import type { DatabaseStrategy, PooledMemory, StrategyOptions } from "./strategy.js";
import { LARGEST_CACHED_BYTES } from "./copyable-template.js";

/** SQLite allocates no larger piece of memory, and a database from a buffer is one piece. *Source:* `SQLITE_MAX_ALLOCATION_SIZE` in its malloc.c. */
const LARGEST_BYTES = 2_147_483_391;

/** Offset of two bytes of the header, which are 2 in WAL mode and 1 otherwise. */
const WRITE_VERSION_OFFSET = 18;
const NO_WAL = Buffer.from([1, 1]);
const WAL = Buffer.from([2, 2]);

export class MemoryStrategy implements DatabaseStrategy {
  readonly #template: Template;
  #content: Buffer | undefined;

  constructor({ template }: Pick<StrategyOptions, "template">) {
    this.#template = template;
  }

  /** @throws {@link DatabaseTooLargeError} `DATABASE_TOO_LARGE`, and what `fs` throws */
  acquire(): PooledMemory {
    const { path, manifest } = this.#template;
    const content = this.#content ?? readIntoMemory(path);
    if (content.length === manifest.sizeBytes && content.length <= LARGEST_CACHED_BYTES) this.#content = content;
    return toMemoryDatabase(content);
  }

  dispose(): void {
    this.#content = undefined;
  }
}

/** Reads a database for {@link toMemoryDatabase}. Throws {@link DatabaseTooLargeError} `DATABASE_TOO_LARGE`. */
export function readIntoMemory(path: string): Buffer {
  const { size } = statSync(path);
  if (size > LARGEST_BYTES) throw new DatabaseTooLargeError(path, size, LARGEST_BYTES);
  return readFileSync(path);
}

/** Gives a database with the content of a file, which it changes and keeps. SQLite copies the content for each connection. */
export function toMemoryDatabase(content: Buffer): PooledMemory {
  // There is no WAL in memory: SQLite refuses a database whose header says so at the first query.
  NO_WAL.copy(content, WRITE_VERSION_OFFSET);
  return { kind: "memory", connect: () => new (loadSqlite())(content), release: () => undefined };
}

/** Restores WAL mode in a closed file that was written from memory. */
export function markAsWal(path: string): void {
  const descriptor = openSync(path, "r+");
  try {
    writeSync(descriptor, WAL, 0, WAL.length, WRITE_VERSION_OFFSET);
  } finally {
    closeSync(descriptor);
  }
}
