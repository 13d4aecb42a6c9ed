import { WAL_HEADER_BYTES, type ReadWal } from "./wal-commits.js";

const FRAME_HEADER_BYTES = 24;
const MAGIC = 0x377f0682;

/**
 * Counts the frames of a WAL that count as committed for who finds no wal-index beside it: up to the last commit whose checksums are right, each
 * of which goes on from the one before.
 *
 * @see https://sqlite.org/fileformat2.html#checksum_algorithm
 */
export function countCommittedFrames(read: ReadWal): number {
  const header = Buffer.alloc(WAL_HEADER_BYTES);
  if (read(header, 0) < WAL_HEADER_BYTES) return 0;
  const magic = header.readUInt32BE(0);
  const pageBytes = header.readUInt32BE(8);
  if ((magic & ~1) >>> 0 !== MAGIC || pageBytes < 512 || pageBytes > 65_536) return 0;
  const checksum = new Checksum((magic & 1) === 1);
  checksum.add(header, 24);
  if (!checksum.equals(header, 24)) return 0;
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + pageBytes);
  let committed = 0;
  for (let number = 1; read(frame, WAL_HEADER_BYTES + (number - 1) * frame.length) === frame.length; number++) {
    if (frame.compare(header, 16, 24, 8, 16) !== 0) break;
    checksum.add(frame, 8);
    checksum.add(frame.subarray(FRAME_HEADER_BYTES), pageBytes);
    if (!checksum.equals(frame, 16)) break;
    if (frame.readUInt32BE(4) !== 0) committed = number;
  }
  return committed;
}

class Checksum {
  readonly #isBigEndian: boolean;
  #first = 0;
  #second = 0;

  constructor(isBigEndian: boolean) {
    this.#isBigEndian = isBigEndian;
  }

  add(bytes: Buffer, length: number): void {
    let [first, second] = [this.#first, this.#second];
    for (let at = 0; at < length; at += 8) {
      first = (first + this.#read(bytes, at) + second) >>> 0;
      second = (second + this.#read(bytes, at + 4) + first) >>> 0;
    }
    [this.#first, this.#second] = [first, second];
  }

  equals(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.#first && bytes.readUInt32BE(at + 4) === this.#second;
  }

  #read(bytes: Buffer, at: number): number {
    return this.#isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  }
}
