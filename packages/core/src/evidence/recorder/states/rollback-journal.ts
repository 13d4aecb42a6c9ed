import { readFileSync } from "node:fs";

import { hasErrorCode } from "../../../errors/error-code.js";

const MAGIC = Buffer.from("d9d505f920a163d7", "hex");
const HEADER_BYTES = 28;
/** The number of records in a journal that is never written to the disk: they go on to its end. */
const TO_THE_END = 0xffff_ffff;
const CHECKSUM_STEP = 200;

/** The journal of a transaction that is not over: what has to be put back so that the database holds what is committed. */
export interface RollbackJournal {
  readonly pageBytes: number;
  /** Pages of the database before the transaction. */
  readonly sizePages: number;
  /** The pages that the transaction may have changed in the file, as they were. */
  readonly pages: ReadonlyMap<number, Buffer>;
}

/**
 * Reads the journal beside a database; `undefined` where there is none, or none of an open transaction: it is empty or begins with zeros then.
 *
 * @throws what `fs` throws
 * @see https://sqlite.org/fileformat2.html#the_rollback_journal
 */
export function readRollbackJournal(path: string): RollbackJournal | undefined {
  const journal = readIfThere(path);
  if (journal === undefined || !isHeaderAt(journal, 0)) return undefined;
  const pageBytes = journal.readUInt32BE(24);
  const sectorBytes = journal.readUInt32BE(20);
  if (pageBytes < 512 || pageBytes > 65_536 || sectorBytes < 32) return undefined;
  const sizePages = journal.readUInt32BE(16);
  const pages = new Map<number, Buffer>();
  const recordBytes = pageBytes + 8;
  // Each time it is written to the disk, another header follows.
  for (let at = 0; isHeaderAt(journal, at);) {
    const counted = journal.readUInt32BE(at + 8);
    const nonce = journal.readUInt32BE(at + 12);
    at += sectorBytes;
    const count = counted === TO_THE_END ? Math.floor((journal.length - at) / recordBytes) : counted;
    for (let record = 0; record < count; record++, at += recordBytes) {
      if (at + recordBytes > journal.length) return { pageBytes, sizePages, pages };
      const page = journal.readUInt32BE(at);
      const content = journal.subarray(at + 4, at + 4 + pageBytes);
      if (page === 0 || checksumOf(content, nonce) !== journal.readUInt32BE(at + 4 + pageBytes))
        return { pageBytes, sizePages, pages };
      if (page <= sizePages) pages.set(page, content);
    }
    at = Math.ceil(at / sectorBytes) * sectorBytes;
  }
  return { pageBytes, sizePages, pages };
}

function isHeaderAt(journal: Buffer, at: number): boolean {
  return at + HEADER_BYTES <= journal.length && journal.compare(MAGIC, 0, MAGIC.length, at, at + MAGIC.length) === 0;
}

function checksumOf(content: Buffer, nonce: number): number {
  let sum = nonce;
  for (let at = content.length - CHECKSUM_STEP; at > 0; at -= CHECKSUM_STEP) sum = (sum + (content[at] ?? 0)) >>> 0;
  return sum;
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
