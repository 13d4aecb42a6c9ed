import { fstatSync, lstatSync, readSync, type Stats } from "node:fs";
import { dirname } from "node:path";

import { hasIdentity } from "../../../files/identity/file-identity.js";
import { WriteLocks } from "../../../sqlite/write-locks.js";
import type { CopySource } from "../../../strategies/strategy.js";
import { parseIndexHeader, type WalIndexHeader } from "../../../strategies/overlay/wal-index.js";

const HEADER_BYTES = 100;
const COUNTER_OFFSET = 24;
const INDEX_HEADER_BYTES = 48;
const NOTHING = Buffer.alloc(0);

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
  readonly hasWal: boolean;
  /** `undefined` where there is none, or it says nothing. */
  readonly index: WalIndexHeader | undefined;
  readonly indexBytes: Buffer;
  readonly journal: Stats | undefined;
  /** Whether all of it was written long enough ago that a later write must show in its times. */
  readonly isSettled: boolean;
}

interface OpenedFile {
  readonly descriptor: number;
  readonly stats: Stats;
}

/** Whether a copy is as it was made, as far as names and times say, so that nothing of it need be opened. Its times are old, so any write changes them. */
export function isCopyAsMade({ path, stamp }: CopySource): boolean {
  const stats = statOf(path);
  if (stats === undefined || !hasIdentity(stats, stamp)) return false;
  if (stats.mtimeMs !== stamp.modifiedMs || stats.size !== stamp.sizeBytes) return false;
  return statOf(`${path}-wal`) === undefined && statOf(`${path}-journal`) === undefined;
}

/** The files of a copy. Descriptors of the database and of its wal-index stay open: see `CopySource.open`. Others can be closed at any time. */
export class CopyFiles {
  readonly #source: CopySource;
  readonly #folder: number;
  #database: OpenedFile | undefined;
  #index: OpenedFile | undefined;
  #wal: OpenedFile | undefined;
  readonly locks: WriteLocks;
  readonly #bytes = Buffer.allocUnsafe(2 * INDEX_HEADER_BYTES);

  constructor(source: CopySource) {
    this.#source = source;
    this.locks = new WriteLocks((path) => source.open(path));
    this.#folder = source.open(dirname(source.path));
  }

  /** Whether all is as it was at a look, and nothing can have happened without a trace. */
  isAsAt(look: FilesLook): boolean {
    // Nobody says what is committed in a WAL without its index.
    if (look.hasWal && look.index === undefined) return false;
    return this.isStillAt(look) && this.#isTrustworthy(look);
  }

  /** Whether all is as it was at a look. The folder's time tells whether a sidecar came or went, or another file took the database's place. */
  isStillAt(look: FilesLook): boolean {
    if (this.#database === undefined || look.database === undefined) return false;
    if (fstatSync(this.#folder).ctimeMs !== look.folderMs) return false;
    if (fstatSync(this.#database.descriptor).ctimeMs !== look.database.ctimeMs) return false;
    if (look.journal !== undefined && statOf(`${this.#source.path}-journal`)?.ctimeMs !== look.journal.ctimeMs) return false;
    return look.index === undefined ? this.#hasCounterOf(look.header) : this.#hasIndexOf(look);
  }

  /**
   * @param last an earlier look, which says what is there as long as the folder is as it was
   * @throws what `fs` throws
   */
  look(last: FilesLook | undefined): FilesLook {
    const now = Date.now();
    const folderMs = fstatSync(this.#folder).ctimeMs;
    const isSameFolder = last?.database !== undefined && last.folderMs === folderMs && this.#isTrustworthy(last);
    if (!isSameFolder) this.#openSidecars();
    const journal = isSameFolder && last.journal === undefined ? undefined : statOf(`${this.#source.path}-journal`);
    const indexBytes = readBeginning(this.#index, 2 * INDEX_HEADER_BYTES);
    const database = isSameFolder && this.#database !== undefined ? fstatSync(this.#database.descriptor) : this.#openDatabase();
    const header = readBeginning(database?.isFile() === true ? this.#database : undefined, HEADER_BYTES);
    return {
      folderMs,
      database,
      header,
      hasWal: this.#wal !== undefined,
      index: parseIndexHeader(indexBytes),
      indexBytes,
      journal,
      isSettled: [folderMs, database?.ctimeMs ?? 0, journal?.ctimeMs ?? 0].every((time) => isLongAgo(time, now)),
    };
  }

  /** Reads bytes of the database file that the last look found. */
  readDatabase(target: Buffer, position: number): number {
    return this.#database === undefined ? 0 : readSync(this.#database.descriptor, target, 0, target.length, position);
  }

  /** Reads bytes of the WAL that the last look found. */
  readWal(target: Buffer, position: number): number {
    return this.#wal === undefined ? 0 : readSync(this.#wal.descriptor, target, 0, target.length, position);
  }

  close(): void {
    this.#source.close(this.#folder);
    this.#closeWal();
  }

  #isTrustworthy(look: FilesLook): boolean {
    return look.isSettled || this.#source.hasFineTimes;
  }

  #openDatabase(): Stats | undefined {
    const { path } = this.#source;
    const stats = statOf(path);
    if (stats?.isFile() === true && !isOpenedAs(this.#database, stats))
      this.#database = { descriptor: this.#source.open(path), stats };
    return stats;
  }

  #openSidecars(): void {
    const { path } = this.#source;
    const wal = statOf(`${path}-wal`);
    if (wal?.isFile() !== true) {
      this.#closeWal();
      // Without a WAL it says nothing; it is opened only where it must be, as it stays open.
      this.#index = undefined;
      return;
    }
    if (!isOpenedAs(this.#wal, wal)) {
      this.#closeWal();
      this.#wal = { descriptor: this.#source.open(`${path}-wal`), stats: wal };
    }
    const index = statOf(`${path}-shm`);
    if (index?.isFile() !== true) this.#index = undefined;
    else if (!isOpenedAs(this.#index, index)) this.#index = { descriptor: this.#source.open(`${path}-shm`), stats: index };
  }

  #closeWal(): void {
    // SQLite has no locks on it.
    if (this.#wal !== undefined) this.#source.close(this.#wal.descriptor);
    this.#wal = undefined;
  }

  #hasCounterOf(header: Buffer): boolean {
    const bytes = readSync(this.#database?.descriptor ?? -1, this.#bytes, 0, 4, COUNTER_OFFSET);
    const counter = header.subarray(COUNTER_OFFSET, COUNTER_OFFSET + 4);
    return this.#bytes.compare(counter, 0, counter.length, 0, bytes) === 0;
  }

  #hasIndexOf({ indexBytes }: FilesLook): boolean {
    const bytes = readSync(this.#index?.descriptor ?? -1, this.#bytes, 0, this.#bytes.length, 0);
    return bytes === indexBytes.length && this.#bytes.equals(indexBytes);
  }
}

function isOpenedAs(file: OpenedFile | undefined, { ino, dev }: Stats): boolean {
  return file?.stats.ino === ino && file.stats.dev === dev;
}

function readBeginning(file: OpenedFile | undefined, length: number): Buffer {
  if (file === undefined) return NOTHING;
  // From Node's pool: a memory of its own for each look is work for the garbage collector.
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(file.descriptor, bytes, 0, length, 0));
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function isLongAgo(time: number, now: number): boolean {
  return now - time > (Number.isInteger(time / 1000) ? LONGEST_COARSE_TICK_MS : LONGEST_TICK_MS);
}
