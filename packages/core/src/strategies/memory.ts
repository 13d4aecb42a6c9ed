import { closeSync, openSync, readFileSync, statSync, writeSync } from "node:fs";

import { DatabaseTooLargeError } from "../errors/database-errors.js";
import { loadSqlite } from "../sqlite/load-sqlite.js";
import type { Template } from "../template/template.js";
import type { DatabaseStrategy, PooledMemory, StrategyOptions } from "./strategy.js";
import { LARGEST_KEPT_BYTES } from "./copyable-template.js";

/** The largest piece of memory that SQLite allocates, which a database from a buffer is. *Source:* `SQLITE_MAX_ALLOCATION_SIZE` in its malloc.c. */
const LARGEST_BYTES = 2_147_483_391;

/** Offset in the header of the two bytes that say whether the file is in WAL mode (2) or not (1). */
const WRITE_VERSION_OFFSET = 18;
const NO_WAL = Buffer.from([1, 1]);
const WAL = Buffer.from([2, 2]);

/** Gives each scenario a database in memory. */
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
    if (content.length === manifest.sizeBytes && content.length <= LARGEST_KEPT_BYTES) this.#content = content;
    return toMemoryDatabase(content);
  }

  dispose(): void {
    this.#content = undefined;
  }
}

/**
 * Reads a database for {@link toMemoryDatabase}.
 *
 * @throws {@link DatabaseTooLargeError} `DATABASE_TOO_LARGE`
 */
export function readIntoMemory(path: string): Buffer {
  const { size } = statSync(path);
  if (size > LARGEST_BYTES) throw new DatabaseTooLargeError(path, size, LARGEST_BYTES);
  return readFileSync(path);
}

/**
 * Gives a database with the content of a file. SQLite copies the content for each connection.
 *
 * @param content taken over
 */
export function toMemoryDatabase(content: Buffer): PooledMemory {
  // There is no WAL in memory: a header that promises one makes SQLite refuse the database at its first query.
  NO_WAL.copy(content, WRITE_VERSION_OFFSET);
  return { kind: "memory", connect: () => new (loadSqlite())(content), release: () => undefined };
}

/** Gives a closed file that was written from memory the journal mode back that its template had. */
export function markAsWal(path: string): void {
  const descriptor = openSync(path, "r+");
  try {
    writeSync(descriptor, WAL, 0, WAL.length, WRITE_VERSION_OFFSET);
  } finally {
    closeSync(descriptor);
  }
}
