import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  copyFileSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";

import { findJournals } from "../../files/database-files.js";
import { placeFile } from "../../files/place-privately.js";
import type { StateReader } from "../recorder/state-history.js";

/** A state that can be asked for. */
export interface NamedState {
  /** `start`, `end`, or the number of a step, from 1. */
  readonly name: string;
  /** Position among the reader's moments. */
  readonly moment: number;
}

export interface StatesToWrite {
  readonly reader: StateReader;
  /** Position of the state that was retained. */
  readonly retainedMoment: number;
  readonly states: readonly NamedState[];
}

/** The beginning of a file of states: a line of JSON, padded; the images of pages follow. */
interface StatesHeader {
  readonly picklejar: 1;
  /** Of the retained database, by which the others are told. */
  readonly sha256: string;
  readonly states: readonly StoredState[];
}

interface StoredState {
  readonly names: readonly string[];
  readonly sizeBytes: number;
  readonly pageBytes: number;
  /** Pages that are not as in the retained database: `[number, position among the images]`, with numbers from 1. */
  readonly pages: readonly (readonly [page: number, image: number])[];
}

/** A test that writes much in many steps does not fill the disk. */
const MAX_BYTES = 256 * 1024 * 1024;

const HEADER_LENGTH_BYTES = 16;
/** Offset of the two bytes that say whether a database is in WAL mode. */
const VERSIONS_OFFSET = 18;

/**
 * Writes the states that a test's database went through, each as what differs from the retained database.
 *
 * @param retainedPath absolute
 * @returns names of the states that are left out, since the file would become too large
 * @throws what `fs` and the reader throw, and an `Error` where something else is at the path. Nothing is left of it then.
 */
export function writeStatesFile(
  path: string,
  retainedPath: string,
  { reader, retainedMoment, states }: StatesToWrite,
): readonly string[] {
  const retained = readBeginning(retainedPath);
  const images = new Images();
  const stored: StoredState[] = [];
  const leftOut: string[] = [];
  // The latest ones first: where there is no room for all, they are closest to the failure.
  for (const [moment, names] of [...groupByMoment(states)].toReversed()) {
    if (images.bytes > MAX_BYTES) leftOut.push(...names);
    else
      stored.push({
        names,
        ...images.store(reader.place(moment, "one"), retained, reader.changedPages(retainedMoment, moment)),
      });
  }
  const header: StatesHeader = { picklejar: 1, sha256: hashOf(retainedPath), states: stored };
  const isPlaced = placeFile(path, (privatePath) => writeParts(privatePath, header, images.list));
  if (!isPlaced) throw new Error(`EEXIST: a file that is not picklejar's is at "${path}", and stays`);
  return leftOut;
}

/**
 * Writes a database as it was at a named state to a new file, mode 0600.
 *
 * @returns why not, as a sentence for people: the state is not known, the retained database was changed, or something is at the path, which stays
 * @throws what `fs` throws
 */
export function writeRetainedState(path: string, retainedPath: string, name: string, targetPath: string): string | undefined {
  const { header, imagesAt } = readHeader(path) ?? {};
  const state = header?.states.find(({ names }) => names.includes(name));
  if (header === undefined || imagesAt === undefined || state === undefined) {
    const known = header?.states.flatMap(({ names }) => names) ?? [];
    const others = known.length === 0 ? "No state of it was recorded." : `There are: ${sortNames(known).join(", ")}.`;
    return `The state ${describeName(name)} of "${retainedPath}" was not recorded. ${others}`;
  }
  const endsAt = imagesAt + Math.max(0, ...state.pages.map(([, position]) => position + state.pageBytes));
  if (statSync(path).size < endsAt) return `"${path}" is cut: it does not hold all of the state ${describeName(name)}.`;
  const isChanged =
    findJournals(retainedPath).some((journal) => statSync(journal).size > 0) || hashOf(retainedPath) !== header.sha256;
  if (isChanged) {
    return `"${retainedPath}" was changed since it was retained. Its other states are stored as what differs from it, and cannot be made any more.`;
  }
  const isPlaced = placeFile(targetPath, (privatePath) => {
    copyFileSync(retainedPath, privatePath, constants.COPYFILE_EXCL);
    truncateSync(privatePath, state.sizeBytes);
    const [source, target] = [openSync(path, "r"), openSync(privatePath, "r+", 0o600)];
    try {
      const image = Buffer.alloc(state.pageBytes);
      for (const [page, position] of state.pages) {
        readSync(source, image, 0, image.length, imagesAt + position);
        writeSync(target, image, 0, image.length, (page - 1) * state.pageBytes);
      }
    } finally {
      closeSync(source);
      closeSync(target);
    }
  });
  return isPlaced ? undefined : `There is something at "${targetPath}" already, which stays. Name a file that does not exist.`;
}

function sortNames(names: readonly string[]): readonly string[] {
  return names.toSorted((one, other) => rankOf(one) - rankOf(other));
}

function rankOf(name: string): number {
  if (name === "start") return 0;
  return name === "end" ? Infinity : Number(name);
}

function describeName(name: string): string {
  return /^\d+$/.test(name) ? `after step ${name}` : `"${name}"`;
}

function groupByMoment(states: readonly NamedState[]): ReadonlyMap<number, readonly string[]> {
  const groups = new Map<number, string[]>();
  for (const { name, moment } of states) groups.set(moment, [...(groups.get(moment) ?? []), name]);
  return groups;
}

/** Images of pages, each once. */
class Images {
  readonly list: Buffer[] = [];
  bytes = 0;
  readonly #positions = new Map<string, number>();

  /**
   * @param path of the state, whole
   * @param retained the beginning of the retained database
   */
  store(path: string, retained: Buffer, changedPages: readonly number[]): Omit<StoredState, "names"> {
    const pageBytes = pageBytesOf(readBeginning(path));
    const { size: sizeBytes } = statSync(path);
    const count = Math.ceil(sizeBytes / pageBytes);
    // After a change of the page size, nothing is where it was.
    const isAlike = pageBytes === pageBytesOf(retained);
    const numbers = isAlike
      ? changedPages.filter((page) => page <= count)
      : Array.from({ length: count }, (_, index) => index + 1);
    const descriptor = openSync(path, "r");
    try {
      const pages = numbers.map((page) => {
        const image = Buffer.alloc(pageBytes);
        readSync(descriptor, image, 0, pageBytes, (page - 1) * pageBytes);
        // The reader takes it out of WAL mode, for its own use.
        if (page === 1) retained.copy(image, VERSIONS_OFFSET, VERSIONS_OFFSET, VERSIONS_OFFSET + 2);
        return [page, this.#store(image)] as const;
      });
      return { sizeBytes, pageBytes, pages };
    } finally {
      closeSync(descriptor);
    }
  }

  #store(image: Buffer): number {
    const key = createHash("sha1").update(image).digest("base64");
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    const position = this.bytes;
    this.#positions.set(key, position);
    this.list.push(image);
    this.bytes += image.length;
    return position;
  }
}

function readBeginning(path: string): Buffer {
  const beginning = Buffer.alloc(100);
  const descriptor = openSync(path, "r");
  try {
    readSync(descriptor, beginning, 0, beginning.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return beginning;
}

function pageBytesOf(beginning: Buffer): number {
  const size = beginning.readUInt16BE(16);
  if (size === 1) return 65_536;
  return size >= 512 ? size : 4096;
}

function writeParts(path: string, header: StatesHeader, images: readonly Buffer[]): void {
  const text = Buffer.from(JSON.stringify(header));
  const descriptor = openSync(path, "wx", 0o600);
  try {
    writeSync(descriptor, `${String(text.length).padStart(HEADER_LENGTH_BYTES - 1)}\n`);
    writeSync(descriptor, text);
    for (const image of images) writeSync(descriptor, image);
  } finally {
    closeSync(descriptor);
  }
}

function readHeader(path: string): { readonly header: StatesHeader; readonly imagesAt: number } | undefined {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  const descriptor = openSync(path, "r");
  try {
    const beginning = Buffer.alloc(HEADER_LENGTH_BYTES);
    readSync(descriptor, beginning, 0, HEADER_LENGTH_BYTES, 0);
    const text = Buffer.alloc(Number(beginning.toString()));
    readSync(descriptor, text, 0, text.length, HEADER_LENGTH_BYTES);
    const header: StatesHeader = JSON.parse(text.toString());
    return Array.isArray(header.states) ? { header, imagesAt: HEADER_LENGTH_BYTES + text.length } : undefined;
  } catch {
    // Cut, or of a later version.
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

function hashOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
