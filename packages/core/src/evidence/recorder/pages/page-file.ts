import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const HEADER_BYTES = 100;
/** Pages that are remembered: the upper ones of a tree are asked for several times. */
const MAX_REMEMBERED = 64;
const MAGIC = "SQLite format 3\0";

/** Reads pages of a database file that nobody writes meanwhile. *Source:* https://sqlite.org/fileformat2.html */
export class PageFile {
  readonly pageBytes: number;
  /** Bytes of a page that SQLite uses. */
  readonly usableBytes: number;
  readonly pageCount: number;
  readonly sizeBytes: number;
  /** First page of the list of free pages; 0 where there is none. */
  readonly firstFreePage: number;
  /** Whether pages with pointers to parents are among the others. */
  readonly hasPointerMap: boolean;
  readonly #descriptor: number;
  readonly #pages = new Map<number, Buffer>();

  /** @throws what `fs` throws, and `Error` where the file is not a database */
  constructor(path: string) {
    this.#descriptor = openSync(path, "r");
    try {
      const header = Buffer.alloc(HEADER_BYTES);
      readSync(this.#descriptor, header, 0, HEADER_BYTES, 0);
      if (header.toString("latin1", 0, MAGIC.length) !== MAGIC) throw new Error("file is not a database");
      this.pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
      this.usableBytes = this.pageBytes - (header[20] ?? 0);
      this.sizeBytes = fstatSync(this.#descriptor).size;
      this.pageCount = Math.floor(this.sizeBytes / this.pageBytes);
      this.firstFreePage = header.readUInt32BE(32);
      this.hasPointerMap = header.readUInt32BE(52) !== 0;
    } catch (error) {
      closeSync(this.#descriptor);
      throw error;
    }
  }

  /** @throws `Error` where there is no such page */
  read(page: number): Buffer {
    const known = this.#pages.get(page);
    if (known !== undefined) return known;
    if (this.#pages.size >= MAX_REMEMBERED) this.#pages.clear();
    const content = this.#readPage(page);
    this.#pages.set(page, content);
    return content;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #readPage(page: number): Buffer {
    const buffer = Buffer.allocUnsafe(this.pageBytes);
    const isThere = page >= 1 && page <= this.pageCount;
    if (!isThere || readSync(this.#descriptor, buffer, 0, this.pageBytes, (page - 1) * this.pageBytes) < this.pageBytes) {
      throw new Error(`database disk image is malformed: there is no page ${page}`);
    }
    return buffer;
  }
}
