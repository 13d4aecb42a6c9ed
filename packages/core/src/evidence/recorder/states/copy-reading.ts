import { coversByte, RESERVED_BYTE, SHARED_BYTE } from "../../../sqlite/write-locks.js";
import type { CopySource } from "../../../strategies/strategy.js";
import type { CopyFiles, FilesLook } from "./copy-files.js";
import { pageBytesOf } from "./page-bytes.js";
import type { PagedContent, PageLog } from "./page-log.js";
import { readRollbackJournal } from "./rollback-journal.js";
import { countCommittedFrames } from "./wal-checksum.js";
import { readWalCommits, readWalHeader, type ReadWal, type WalCommit, type WalHeader } from "./wal-commits.js";

const MIB = 1024 * 1024;

/** A larger file is not read. */
const LARGEST_FILE_BYTES = 64 * MIB;
/** How much of changed pages the log of one test keeps. */
const MAX_KEPT_BYTES = 64 * MIB;
/** If a WAL grew by more, they are taken for one. */
const MAX_COMMITS = 500;

const WAL_VERSION = 2;
const WRITE_VERSION_OFFSET = 18;
/** Stays empty. */
const NO_PATCHES: ReadonlyMap<number, Buffer> = new Map();

/** What was found in the files. */
export interface FoundStates {
  /** Why the state is not known. */
  readonly problem?: string;
  readonly hasOpenTransaction: boolean;
  readonly pageBytes: number;
  /** In order; none where nothing changed. */
  readonly states: readonly FoundState[];
  /** The WAL up to which they were read. */
  readonly frames?: ReadFrames;
}

interface FoundState {
  readonly sizePages: number;
  readonly pages: ReadonlyMap<number, Buffer>;
}

interface ReadFrames {
  readonly salt: Buffer;
  readonly count: number;
}

/** Finds the committed states of a copy in its files. */
export class CopyReading {
  readonly #source: CopySource;
  readonly #log: PageLog;
  /** The WAL up to which the latest state of the log was read. */
  #frames: ReadFrames | undefined;
  #isAtBase = true;

  constructor(source: CopySource, log: PageLog) {
    this.#source = source;
    this.#log = log;
  }

  /**
   * Finds what changed since the latest state of the log.
   *
   * @param last what that state was read from; `undefined` where that is not known
   * @throws what `fs` throws
   */
  read(files: CopyFiles, look: FilesLook, last: FilesLook | undefined): FoundStates {
    const { database, header } = look;
    if (database?.isFile() !== true) return unknown("its file is not there");
    if (database.size > LARGEST_FILE_BYTES) return unknown(`its file has more than ${LARGEST_FILE_BYTES / MIB} MiB`);
    if (database.size === 0 && !look.hasWal) return this.#findEmpty();
    const pageBytes = pageBytesOf(header);
    if (pageBytes === undefined) return unknown("its file is no database of SQLite: it is encrypted, or was overwritten");
    const journal = (look.journal?.size ?? 0) > 0 ? readRollbackJournal(`${this.#source.path}-journal`) : undefined;
    if (journal !== undefined) {
      return { ...this.#compare({ ...journal, patches: journal.pages, read: readerOf(files) }), hasOpenTransaction: true };
    }
    const isJournaled = header[WRITE_VERSION_OFFSET] !== WAL_VERSION;
    const found = look.hasWal && !isJournaled ? this.#readWal(files, look, last, pageBytes) : undefined;
    if (found !== undefined) return found;
    return this.#readFile(files, look, pageBytes, database.size);
  }

  /** Adds what was found to the log. */
  accept({ states, pageBytes, frames }: FoundStates): void {
    for (const { sizePages, pages } of states) this.#log.append(sizePages, pages, pageBytes);
    this.#frames = frames;
    this.#isAtBase &&= states.length === 0;
  }

  #findEmpty(): FoundStates {
    const { pageBytes, sizePages } = this.#log.latest;
    const states = sizePages === 0 ? [] : [{ sizePages: 0, pages: NO_PATCHES }];
    return { hasOpenTransaction: false, pageBytes, states };
  }

  #readFile(files: CopyFiles, look: FilesLook, pageBytes: number, sizeBytes: number): FoundStates {
    const { header, journal, database } = look;
    const isInWalMode = header[WRITE_VERSION_OFFSET] === WAL_VERSION;
    const isAsMade = this.#isAsMade(look);
    const locks = isInWalMode || (isAsMade && journal === undefined) ? [] : files.locks.listOn(database?.ino ?? 0);
    const keepsReadersOut = coversByte(locks, SHARED_BYTE);
    // In exclusive mode a connection keeps readers out all the time, and its journal stays.
    const hasOpenTransaction = coversByte(locks, RESERVED_BYTE) && !(keepsReadersOut && journal !== undefined);
    if (keepsReadersOut && journal === undefined) {
      return unknown(
        "a transaction without a journal was open: its file may hold what was never committed",
        hasOpenTransaction,
      );
    }
    if (isAsMade) return { hasOpenTransaction, pageBytes, states: [] };
    const sizePages = countPages(header, pageBytes, sizeBytes);
    if (sizePages === undefined) return unknown("its file was cut");
    return { ...this.#compare({ pageBytes, sizePages, patches: NO_PATCHES, read: readerOf(files) }), hasOpenTransaction };
  }

  /** `undefined` where nothing in the WAL counts. */
  #readWal(files: CopyFiles, look: FilesLook, last: FilesLook | undefined, pageBytes: number): FoundStates | undefined {
    const read: ReadWal = (target, position) => files.readWal(target, position);
    const header = readWalHeader(read);
    const count = look.index?.mxFrame ?? countCommittedFrames(read);
    if (header === undefined || count === 0) return undefined;
    if (look.index !== undefined && !look.index.salt.equals(header.salt))
      return unknown("its WAL is not the one of its wal-index");
    const after = pageBytes === this.#log.latest.pageBytes ? this.#findReadFrames(header, count, look, last) : undefined;
    const commits = readWalCommits(read, header, after ?? 0, count);
    if ((commits.at(-1)?.frame ?? after) !== count) return unknown("its WAL was written to other than through SQLite");
    const frames = { salt: header.salt, count };
    if (after !== undefined) return { ...this.#take(commits, header, read), frames };
    const patches = readPages(mergePages(commits), header, read);
    const sizePages = commits.at(-1)?.sizePages ?? 0;
    return { ...this.#compare({ pageBytes: header.pageBytes, sizePages, patches, read: readerOf(files) }), frames };
  }

  /** How many frames the latest state of the log contains already; `undefined` where what came in between is not in this WAL. */
  #findReadFrames(header: WalHeader, count: number, look: FilesLook, last: FilesLook | undefined): number | undefined {
    if (this.#frames?.salt.equals(header.salt) === true && isSameFile(look, last)) {
      return this.#frames.count <= count ? this.#frames.count : undefined;
    }
    // A WAL was begun, and nothing of it or of another one was moved into the file.
    return this.#isAsMade(look) || this.#isFileAsAt(look, last) ? 0 : undefined;
  }

  /** Whether nobody has written to the file since it was made, and the latest state is the one that it was made with. */
  #isAsMade({ database }: FilesLook): boolean {
    const { stamp } = this.#source;
    return (
      this.#isAtBase &&
      database?.mtimeMs === stamp.modifiedMs &&
      database.size === stamp.sizeBytes &&
      database.ino === stamp.ino
    );
  }

  #isFileAsAt(look: FilesLook, last: FilesLook | undefined): boolean {
    return (
      isSameFile(look, last) &&
      last?.database?.ctimeMs === look.database?.ctimeMs &&
      (last?.isSettled === true || this.#source.hasFineTimes)
    );
  }

  /** Takes the commits one by one. */
  #take(commits: readonly WalCommit[], header: WalHeader, read: ReadWal): FoundStates {
    const { pageBytes } = header;
    const room = MAX_KEPT_BYTES - this.#log.sizeBytes;
    const bytes = commits.reduce((sum, { pages }) => sum + pages.size * pageBytes, 0);
    const merged = { sizePages: commits.at(-1)?.sizePages ?? 0, pages: mergePages(commits) };
    const taken = commits.length > MAX_COMMITS || bytes > room ? [merged] : commits;
    if (taken.length === 1 && (taken[0]?.pages.size ?? 0) * pageBytes > room) return unknown(TOO_MUCH);
    const states = taken.map(({ sizePages, pages }) => ({ sizePages, pages: readPages(pages, header, read) }));
    return { hasOpenTransaction: false, pageBytes, states };
  }

  #compare(content: PagedContent): FoundStates {
    const { pageBytes, sizePages } = content;
    const pages = this.#log.findDifferences(content, MAX_KEPT_BYTES - this.#log.sizeBytes);
    if (pages === undefined) return unknown(TOO_MUCH);
    const { latest } = this.#log;
    const isSame = pages.size === 0 && sizePages === latest.sizePages && pageBytes === latest.pageBytes;
    return { hasOpenTransaction: false, pageBytes, states: isSame ? [] : [{ sizePages, pages }] };
  }
}

const TOO_MUCH = `the test changed more than ${MAX_KEPT_BYTES / MIB} MiB, which is as much as is kept of it`;

function unknown(problem: string, hasOpenTransaction = false): FoundStates {
  return { problem, hasOpenTransaction, pageBytes: 0, states: [] };
}

function readerOf(files: CopyFiles): PagedContent["read"] {
  return (target, position) => files.readDatabase(target, position);
}

function isSameFile(look: FilesLook, last: FilesLook | undefined): boolean {
  return look.database !== undefined && look.database.ino === last?.database?.ino;
}

function mergePages(commits: readonly WalCommit[]): ReadonlyMap<number, number> {
  return new Map(commits.flatMap(({ pages }) => [...pages]));
}

function readPages(pages: ReadonlyMap<number, number>, { pageBytes }: WalHeader, read: ReadWal): ReadonlyMap<number, Buffer> {
  // One memory for all of them, which live as long as each other.
  const bytes = Buffer.allocUnsafe(pages.size * pageBytes);
  return new Map(
    [...pages].map(([page, position], index) => {
      const content = bytes.subarray(index * pageBytes, (index + 1) * pageBytes);
      content.fill(0, read(content, position));
      return [page, content];
    }),
  );
}

/**
 * How many pages a database without a log has; `undefined` where its file is shorter than it says. What it says counts only where it was written by
 * a SQLite that knows the field.
 */
function countPages(header: Buffer, pageBytes: number, sizeBytes: number): number | undefined {
  const inFile = sizeBytes / pageBytes;
  const said = header.readUInt32BE(28);
  const isSaid = said > 0 && header.compare(header, 92, 96, 24, 28) === 0;
  if (isSaid && said <= inFile) return said;
  return isSaid || !Number.isInteger(inFile) ? undefined : inFile;
}
