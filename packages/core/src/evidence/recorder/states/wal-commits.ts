export const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** Reads bytes of a WAL into a buffer; returns how many there were. */
export type ReadWal = (target: Buffer, position: number) => number;

/** What a WAL says of itself. */
export interface WalHeader {
  readonly pageBytes: number;
  readonly salt: Buffer;
}

/** One commit in a WAL. */
export interface WalCommit {
  /** Number of its last frame, from 1. */
  readonly frame: number;
  /** Pages of the database after it. */
  readonly sizePages: number;
  /** Where the content of each page that it wrote begins in the WAL. */
  readonly pages: ReadonlyMap<number, number>;
}

/** Reads the header; `undefined` for a WAL that nobody wrote to. */
export function readWalHeader(read: ReadWal): WalHeader | undefined {
  const header = Buffer.alloc(WAL_HEADER_BYTES);
  if (read(header, 0) < WAL_HEADER_BYTES) return undefined;
  return { pageBytes: header.readUInt32BE(8), salt: header.subarray(16, 24) };
}

/**
 * Reads what was committed by a range of frames.
 *
 * @param after number of the frame before the first one: 0, or the last one of a commit
 * @param last number of the last frame
 * @returns in order; it ends early where a frame does not belong to the WAL
 * @see https://sqlite.org/fileformat2.html#walformat
 */
export function readWalCommits(
  read: ReadWal,
  { pageBytes, salt }: WalHeader,
  after: number,
  last: number,
): readonly WalCommit[] {
  const commits: WalCommit[] = [];
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  let pages = new Map<number, number>();
  for (let frame = after + 1; frame <= last; frame++) {
    const position = WAL_HEADER_BYTES + (frame - 1) * (FRAME_HEADER_BYTES + pageBytes);
    if (read(header, position) < FRAME_HEADER_BYTES || header.compare(salt, 0, salt.length, 8, 16) !== 0) break;
    pages.set(header.readUInt32BE(0), position + FRAME_HEADER_BYTES);
    const sizePages = header.readUInt32BE(4);
    if (sizePages === 0) continue;
    commits.push({ frame, sizePages, pages });
    pages = new Map();
  }
  return commits;
}
