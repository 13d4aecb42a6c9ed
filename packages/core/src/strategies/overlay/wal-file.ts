import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";

import type { OpenFile } from "../../files/processes/open-descriptors.js";
import type { WalIndexHeader } from "./wal-index.js";

/**
 * The size of an emptied WAL. SQLite takes a WAL that is shorter than its 32-byte header for an empty one. ext4 writes a file that was cut to
 * nothing to the disk when it is closed next, which takes 0.1 to 3 ms.
 */
const EMPTY_BYTES = 1;
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const WAL_MAGIC = 0x377f0683;

/** - `empty`: nothing is committed in it; - `written`: it holds what its index says; - `damaged`: it does not. */
export type WalState = "empty" | "written" | "damaged";

/**
 * The write-ahead log of a database, `-wal`, through a descriptor of our own.
 *
 * @see https://sqlite.org/fileformat2.html#the_write_ahead_log
 */
export class WalFile {
  readonly file: OpenFile;
  readonly #descriptor: number;

  /**
   * @param path absolute, of the database
   * @throws what `fs` throws
   */
  constructor(path: string) {
    this.#descriptor = openSync(`${path}-wal`, "r+");
    this.file = fstatSync(this.#descriptor);
  }

  get sizeBytes(): number {
    return fstatSync(this.#descriptor).size;
  }

  /** Drops what was written. Call it only while nobody else has the database open. */
  empty(): void {
    ftruncateSync(this.#descriptor, EMPTY_BYTES);
  }

  /** Compares it with its wal-index: one look at the last frame, whatever its size. Without a wal-index, SQLite builds one from a whole WAL. */
  stateFor(header: WalIndexHeader | undefined): WalState {
    const { sizeBytes } = this;
    if (header?.mxFrame === 0 || (header === undefined && sizeBytes <= WAL_HEADER_BYTES)) return "empty";
    if (header === undefined) return this.#isWal ? "written" : "damaged";
    const lastFrameAt = frameOffset(header.mxFrame, header.pageSizeBytes);
    if (sizeBytes < lastFrameAt + FRAME_HEADER_BYTES + header.pageSizeBytes) return "damaged";
    const frame = this.#read(lastFrameAt, FRAME_HEADER_BYTES);
    const [first, second] = header.checksum;
    const isLastFrame = frame.readUInt32BE(16) === first && frame.readUInt32BE(20) === second;
    return isLastFrame && frame.subarray(8, 16).equals(header.salt) ? "written" : "damaged";
  }

  /**
   * Whether all that it holds is in the database file too, for example after a checkpoint by a library that our pin does not stop. Reads the whole
   * WAL.
   *
   * @param base descriptor of the database file
   */
  isFoldedInto(base: number): boolean {
    if (this.sizeBytes < WAL_HEADER_BYTES) return true;
    const { pageSizeBytes, lastPages } = this.#readPages();
    return pageSizeBytes > 0 && [...lastPages].every(([number, at]) => this.#isPageIn(base, number, at, pageSizeBytes));
  }

  /** Reads bytes of it into a buffer; returns how many there were. */
  readAt(target: Buffer, position: number): number {
    return readSync(this.#descriptor, target, 0, target.length, position);
  }

  /** Whether one of the pages that it holds is in the database file at an absolute path. */
  hasPageIn(path: string): boolean {
    if (this.sizeBytes < WAL_HEADER_BYTES) return false;
    const { pageSizeBytes, lastPages } = this.#readPages();
    const other = openSync(path, "r");
    try {
      return [...lastPages].some(([number, at]) => this.#isPageIn(other, number, at, pageSizeBytes));
    } finally {
      closeSync(other);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** Whether it begins as one, with a first frame that belongs to it. */
  get #isWal(): boolean {
    const header = this.#read(0, WAL_HEADER_BYTES);
    const frame = this.#read(WAL_HEADER_BYTES, FRAME_HEADER_BYTES);
    // The last bit says in which byte order its checksums are.
    return (header.readUInt32BE(0) | 1) === WAL_MAGIC && frame.subarray(8, 16).equals(header.subarray(16, 24));
  }

  /** Where the latest content of each page begins, by the page's number. */
  #readPages(): { readonly pageSizeBytes: number; readonly lastPages: ReadonlyMap<number, number> } {
    const header = this.#read(0, WAL_HEADER_BYTES);
    const pageSizeBytes = header.readUInt32BE(8);
    const salt = header.subarray(16, 24);
    const lastPages = new Map<number, number>();
    if (pageSizeBytes < 512 || pageSizeBytes > 65_536) return { pageSizeBytes: 0, lastPages };
    for (let frame = 1; frameOffset(frame + 1, pageSizeBytes) <= this.sizeBytes; frame++) {
      const at = frameOffset(frame, pageSizeBytes);
      const frameHeader = this.#read(at, FRAME_HEADER_BYTES);
      if (!frameHeader.subarray(8, 16).equals(salt)) break;
      lastPages.set(frameHeader.readUInt32BE(0), at + FRAME_HEADER_BYTES);
    }
    return { pageSizeBytes, lastPages };
  }

  #isPageIn(database: number, number: number, at: number, pageSizeBytes: number): boolean {
    const page = Buffer.alloc(pageSizeBytes);
    const bytes = readSync(database, page, 0, pageSizeBytes, (number - 1) * pageSizeBytes);
    return bytes === pageSizeBytes && page.equals(this.#read(at, pageSizeBytes));
  }

  #read(position: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    readSync(this.#descriptor, bytes, 0, length, position);
    return bytes;
  }
}

/** Frames are counted from 1. */
function frameOffset(frame: number, pageSizeBytes: number): number {
  return WAL_HEADER_BYTES + (frame - 1) * (FRAME_HEADER_BYTES + pageSizeBytes);
}
