import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, futimesSync, openSync, readSync, writeSync } from "node:fs";
import { endianness } from "node:os";

import { pastSeconds } from "../../files/identity/file-stamp.js";
import type { OpenFile } from "../../files/processes/open-descriptors.js";
import { hasErrorCode } from "../../errors/error-code.js";

/** `iVersion` of the only layout that SQLite has had since 3.7.0; with another one the offsets below mean nothing. */
const KNOWN_VERSION = 3_007_000;

const HEADER_BYTES = 48;
/** The header is stored twice. A writer changes one copy after the other, so two equal ones are whole. */
const HEADERS_BYTES = 2 * HEADER_BYTES;
const NO_HEADERS = new Uint8Array(HEADERS_BYTES);
const MAX_READS = 100;

/** SQLite maps the wal-index in regions of this size. The first of them holds fewer frames than the others, as the headers lie in it. */
const REGION_BYTES = 32_768;
const FRAMES_OF_FIRST_REGION = 4062;
const FRAMES_OF_REGION = 4096;

const readUint32 = endianness() === "LE" ? (bytes: Buffer, at: number) => bytes.readUInt32LE(at) : readBigEndian;
const readUint16 = endianness() === "LE" ? (bytes: Buffer, at: number) => bytes.readUInt16LE(at) : readShortBigEndian;

/** What the header of a wal-index says of the WAL. */
export interface WalIndexHeader {
  /** Frames that are committed: the state that a connection which begins to read now sees. */
  readonly mxFrame: number;
  /** 0 before the first frame. */
  readonly pageSizeBytes: number;
  /** Checksum of the last committed frame. */
  readonly checksum: readonly [number, number];
  /** The WAL's salt, as its frames repeat it. */
  readonly salt: Buffer;
}

/** The committed frames of a WAL, as its wal-index counts them. */
export interface CommittedFrames {
  /** How many; each commit adds some. 0 in a WAL that nobody wrote to. */
  readonly count: number;
  /** The first half of the salt that these frames repeat: another one means that the WAL was begun again. */
  readonly salt: number;
}

/**
 * The wal-index of a database in WAL mode: `-shm`, the file by which SQLite's connections share what is in the WAL.
 *
 * It is read and written through one descriptor, which is opened after the pin's connection and closed after it: a process that closes a descriptor
 * of this file loses SQLite's locks on it, and then another process may cut the file under a reader. It may be read at any
 * time, since SQLite itself reads `mxFrame` without a lock. It may be written only while nobody else has the database open, and only where
 * {@link header} could be read: then its layout is the known one.
 *
 * @see https://sqlite.org/walformat.html#the_wal_index_file_format
 */
export class WalIndex {
  readonly file: OpenFile;
  readonly #descriptor: number;
  /** Whether our own reads move the access time, by which others' are noticed. */
  readonly #movesAccessTime: boolean;
  readonly #headers = Buffer.alloc(HEADERS_BYTES);
  /** The access time that was set last, in milliseconds. */
  #stampMs = 0;
  #wasRead = false;

  /**
   * @param path absolute, of the database
   * @throws what `fs` throws: `ENOENT` where there is none
   */
  constructor(path: string) {
    const { descriptor, movesAccessTime } = openIndex(`${path}-shm`);
    this.#descriptor = descriptor;
    this.#movesAccessTime = movesAccessTime;
    this.file = fstatSync(this.#descriptor);
  }

  /**
   * Counts the committed frames: the state that a connection which begins to read now sees. One read, without a trace in the access time where the
   * system can do that; `undefined` as for {@link header}.
   */
  get committed(): CommittedFrames | undefined {
    if (this.#movesAccessTime) {
      const { header } = this;
      return header === undefined ? undefined : { count: header.mxFrame, salt: header.salt.readUInt32BE(0) };
    }
    if (!this.#readBytes() || !isUsable(this.#headers)) return undefined;
    return { count: readUint32(this.#headers, 16), salt: this.#headers.readUInt32BE(32) };
  }

  /** Whether its layout is the known one. Without that, nothing in it is to be read or written. */
  get isLayoutKnown(): boolean {
    const version = Buffer.alloc(4);
    const bytes = readSync(this.#descriptor, version, 0, version.length, 0);
    // Zero where it was emptied, or not written yet.
    return bytes === version.length && [0, KNOWN_VERSION].includes(readUint32(version, 0));
  }

  get sizeBytes(): number {
    return fstatSync(this.#descriptor).size;
  }

  /** How much SQLite reads of it for the WAL as it is. A process that reads mapped memory beyond the end of the file is killed. */
  get neededBytes(): number {
    const laterFrames = Math.max(0, (this.header?.mxFrame ?? 0) - FRAMES_OF_FIRST_REGION);
    return (1 + Math.ceil(laterFrames / FRAMES_OF_REGION)) * REGION_BYTES;
  }

  /** `undefined` where there is none, where it never stays the same for one read, or where its layout is not the known one. */
  get header(): WalIndexHeader | undefined {
    const { wasRead } = this;
    const header = this.#readHeader();
    this.stamp();
    // Our own read does not count.
    this.#wasRead = wasRead;
    return header;
  }

  /** Makes the next reader build it again from the WAL. */
  discard(): void {
    writeSync(this.#descriptor, NO_HEADERS, 0, HEADERS_BYTES, 0);
  }

  /** Makes it as large as our own connection expects, where somebody cut it. */
  restoreSize(): void {
    const { neededBytes } = this;
    if (this.sizeBytes < neededBytes) ftruncateSync(this.#descriptor, neededBytes);
  }

  /** Makes the file system notice the next write through mapped memory. */
  flush(): void {
    fsyncSync(this.#descriptor);
  }

  /** Sets old times, so that any later open changes the access time. */
  stamp(): void {
    const stampSeconds = pastSeconds();
    futimesSync(this.#descriptor, stampSeconds, stampSeconds);
    this.#stampMs = stampSeconds * 1000;
    this.#wasRead = false;
  }

  /**
   * Whether somebody read it since it was stamped: another process, another SQLite library in this one, or a program that copies files. The library
   * that has it open already opens it for no further connection, and reads it through mapped memory; where it grows, the library maps more of it,
   * which counts as well.
   */
  get wasRead(): boolean {
    return this.#wasRead || fstatSync(this.#descriptor).atimeMs !== this.#stampMs;
  }

  /** When SQLite writes to it through mapped memory, as far as the file system says so. */
  get modifiedMs(): number {
    return fstatSync(this.#descriptor).mtimeMs;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #readHeader(): WalIndexHeader | undefined {
    return this.#readBytes() ? parse(this.#headers) : undefined;
  }

  /** Returns whether it read two equal copies of the header. */
  #readBytes(): boolean {
    for (let read = 0; read < MAX_READS; read++) {
      if (readSync(this.#descriptor, this.#headers, 0, HEADERS_BYTES, 0) < HEADERS_BYTES) return false;
      if (this.#headers.compare(this.#headers, HEADER_BYTES, HEADERS_BYTES, 0, HEADER_BYTES) === 0) return true;
    }
    return false;
  }
}

/** Parses both copies of a header; `undefined` where they differ, or it says nothing. */
export function parseIndexHeader(headers: Buffer): WalIndexHeader | undefined {
  const isWhole =
    headers.length === HEADERS_BYTES && headers.compare(headers, HEADER_BYTES, HEADERS_BYTES, 0, HEADER_BYTES) === 0;
  return isWhole ? parse(headers) : undefined;
}

/** Only Linux knows the flag, and grants it to the file's owner. */
function openIndex(path: string): { readonly descriptor: number; readonly movesAccessTime: boolean } {
  if (process.platform === "linux") {
    try {
      return { descriptor: openSync(path, constants.O_RDWR | constants.O_NOATIME), movesAccessTime: false };
    } catch (error) {
      if (!hasErrorCode(error, "EPERM", "EINVAL")) throw error;
    }
  }
  return { descriptor: openSync(path, "r+"), movesAccessTime: true };
}

/** Whether it was begun, in the known layout. */
function isUsable(header: Buffer): boolean {
  return header[12] === 1 && readUint32(header, 0) === KNOWN_VERSION;
}

function parse(header: Buffer): WalIndexHeader | undefined {
  if (!isUsable(header)) return undefined;
  const pageSize = readUint16(header, 14);
  return {
    mxFrame: readUint32(header, 16),
    // 65,536 does not fit into two bytes: it is written as 1.
    pageSizeBytes: pageSize === 1 ? 65_536 : pageSize,
    checksum: [readUint32(header, 24), readUint32(header, 28)],
    salt: Buffer.from(header.subarray(32, 40)),
  };
}

function readBigEndian(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at);
}

function readShortBigEndian(bytes: Buffer, at: number): number {
  return bytes.readUInt16BE(at);
}
