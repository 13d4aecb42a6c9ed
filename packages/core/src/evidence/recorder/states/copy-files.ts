import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from "node:fs";
import { dirname } from "node:path";

import type { CopySource } from "../../../strategies/strategy.js";
import { parseIndexHeader, type WalIndexHeader } from "../../../strategies/overlay/wal-index.js";

const HEADER_BYTES = 100;
const COUNTER_OFFSET = 24;
const INDEX_HEADER_BYTES = 48;

/** File systems and kernels count time in ticks: of 1 to 10 ms as a rule, of up to two seconds on some. */
const LONGEST_TICK_MS = 20;
const LONGEST_COARSE_TICK_MS = 2100;

/** What the files of a database were at one moment. */
export interface FilesLook {
  readonly folderMs: number;
  /** `undefined` where there is none. */
  readonly database: Stats | undefined;
  /** Begins the database file; shorter where that is. */
  readonly header: Buffer;
  readonly walBytes: number;
  /** `undefined` where there is none, or it says nothing. */
  readonly index: WalIndexHeader | undefined;
  readonly indexBytes: Buffer;
  readonly journal: Stats | undefined;
  /** Whether all of it was written long enough ago that a later write must show in its times. */
  readonly isSettled: boolean;
}

/** The files of a copy, through descriptors that stay open: see `CopySource.open`. The folder's own can be closed at any time. */
export class CopyFiles {
  readonly #source: CopySource;
  readonly #folder: number;
  #database: { readonly descriptor: number; readonly stats: Stats } | undefined;
  #index: { readonly descriptor: number; readonly stats: Stats } | undefined;
  readonly #bytes = Buffer.alloc(2 * INDEX_HEADER_BYTES);

  constructor(source: CopySource) {
    this.#source = source;
    this.#folder = openSync(dirname(source.path), constants.O_RDONLY);
  }

  /** Whether all is as it was at a look. The folder's time tells whether a sidecar came or went, or another file took the database's place. */
  isAsAt(look: FilesLook): boolean {
    if (this.#database === undefined || look.database === undefined) return false;
    if (look.walBytes > 0 && look.index === undefined) return false;
    if (fstatSync(this.#folder).ctimeMs !== look.folderMs) return false;
    if (fstatSync(this.#database.descriptor).ctimeMs !== look.database.ctimeMs) return false;
    if (look.journal !== undefined && statOf(`${this.#source.path}-journal`)?.ctimeMs !== look.journal.ctimeMs) return false;
    if (!(look.index === undefined ? this.#hasCounterOf(look.header) : this.#hasIndexOf(look))) return false;
    return look.isSettled || this.#source.hasFineTimes;
  }

  /** @throws what `fs` throws */
  look(): FilesLook {
    const { path } = this.#source;
    const now = Date.now();
    const folderMs = fstatSync(this.#folder).ctimeMs;
    const journal = statOf(`${path}-journal`);
    const walBytes = statOf(`${path}-wal`)?.size ?? 0;
    const indexBytes = this.#readIndex();
    const database = statOf(path);
    const header = this.#readHeader(database);
    const times = [folderMs, database?.ctimeMs ?? 0, journal?.ctimeMs ?? 0];
    return {
      folderMs,
      database,
      header,
      walBytes,
      index: parseIndexHeader(indexBytes),
      indexBytes,
      journal,
      isSettled: times.every((time) => now - time > (Number.isInteger(time / 1000) ? LONGEST_COARSE_TICK_MS : LONGEST_TICK_MS)),
    };
  }

  /** Reads bytes of the database file that the last look found. */
  read(target: Buffer, position: number): number {
    return this.#database === undefined ? 0 : readSync(this.#database.descriptor, target, 0, target.length, position);
  }

  /** Lends what reads the WAL. SQLite has no locks on it, so that it may be opened and closed. */
  withWal<Result>(use: (read: (target: Buffer, position: number) => number) => Result): Result {
    const descriptor = openSync(`${this.#source.path}-wal`, "r");
    try {
      return use((target, position) => readSync(descriptor, target, 0, target.length, position));
    } finally {
      closeSync(descriptor);
    }
  }

  close(): void {
    closeSync(this.#folder);
  }

  #hasCounterOf(header: Buffer): boolean {
    const bytes = readSync(this.#database?.descriptor ?? -1, this.#bytes, 0, 4, COUNTER_OFFSET);
    return (
      bytes === 4 &&
      header.length === HEADER_BYTES &&
      this.#bytes.compare(header, COUNTER_OFFSET, COUNTER_OFFSET + 4, 0, 4) === 0
    );
  }

  #hasIndexOf({ indexBytes }: FilesLook): boolean {
    const bytes = readSync(this.#index?.descriptor ?? -1, this.#bytes, 0, this.#bytes.length, 0);
    return bytes === indexBytes.length && this.#bytes.equals(indexBytes);
  }

  #readHeader(stats: Stats | undefined): Buffer {
    if (stats?.isFile() !== true) return Buffer.alloc(0);
    if (this.#database === undefined || !isSame(this.#database.stats, stats)) {
      this.#database = { descriptor: this.#source.open(this.#source.path), stats };
    }
    const header = Buffer.alloc(HEADER_BYTES);
    return header.subarray(0, readSync(this.#database.descriptor, header, 0, HEADER_BYTES, 0));
  }

  #readIndex(): Buffer {
    const path = `${this.#source.path}-shm`;
    const stats = statOf(path);
    if (stats?.isFile() !== true) return Buffer.alloc(0);
    if (this.#index === undefined || !isSame(this.#index.stats, stats)) {
      this.#index = { descriptor: this.#source.open(path), stats };
    }
    const bytes = Buffer.alloc(2 * INDEX_HEADER_BYTES);
    return bytes.subarray(0, readSync(this.#index.descriptor, bytes, 0, bytes.length, 0));
  }
}

/** Whether nothing happened between two looks. */
export function isSameLook(one: FilesLook, other: FilesLook): boolean {
  return (
    one.folderMs === other.folderMs &&
    one.database?.ctimeMs === other.database?.ctimeMs &&
    one.database?.size === other.database?.size &&
    one.journal?.ctimeMs === other.journal?.ctimeMs &&
    one.journal?.size === other.journal?.size &&
    one.header.equals(other.header) &&
    one.indexBytes.equals(other.indexBytes)
  );
}

function isSame(one: Stats, other: Stats): boolean {
  return one.ino === other.ino && one.dev === other.dev;
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
