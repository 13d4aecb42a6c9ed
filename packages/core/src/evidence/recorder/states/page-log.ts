import { SCRATCH_BYTES } from "../../../strategies/copyable-template.js";
import type { PageHistory, PageState } from "./page-state.js";

/** What the pages of a log are compared with at first. */
export interface LogBase {
  readonly baseBytes: number;
  /** To read a piece of a file into: nothing in it lasts. */
  readonly scratch: Buffer;
  viewBase(position: number, length: number): Buffer;
}

/** The content of a database as it is now. */
export interface PagedContent {
  readonly pageBytes: number;
  readonly sizePages: number;
  /** Reads bytes of the file into a buffer; returns how many there were. */
  read(target: Buffer, position: number): number;
  /** Pages that are not in the file as they count, by number. */
  readonly patches: ReadonlyMap<number, Buffer>;
}

/** Keeps in memory what changed from state to state of a database whose file changes. */
export class PageLog {
  readonly states: PageState[];
  readonly #base: LogBase;
  readonly #contents: Buffer[] = [];
  /** The pages as they are in the latest state, where they are not the base's. */
  readonly #latest = new Map<number, Buffer>();
  /** Numbers of the chunks of which `#latest` has a page. */
  readonly #changedChunks = new Set<number>();
  #hasBase = true;
  #sizeBytes = 0;

  /** @param pageBytes of the base */
  constructor(base: LogBase, pageBytes: number) {
    this.#base = base;
    this.states = [{ pageBytes, sizePages: Math.floor(base.baseBytes / pageBytes), pages: new Map(), isWhole: false }];
  }

  /** How much it keeps. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get latest(): PageState {
    const state = this.states.at(-1);
    if (state === undefined) throw new Error("a log begins with a state");
    return state;
  }

  /** Adds a state that is like the one before. */
  repeat(): void {
    const { pageBytes, sizePages } = this.latest;
    this.states.push({ pageBytes, sizePages, pages: new Map(), isWhole: false });
  }

  /** Adds a state, with the pages that it wrote. */
  append(sizePages: number, contents: ReadonlyMap<number, Buffer>, pageBytes: number = this.latest.pageBytes): void {
    const isWhole = pageBytes !== this.latest.pageBytes;
    if (isWhole) {
      this.#latest.clear();
      this.#changedChunks.clear();
      this.#hasBase = false;
    }
    const pages = new Map<number, number>();
    for (const [page, content] of contents) {
      pages.set(page, this.#contents.push(content) - 1);
      this.#latest.set(page, content);
      this.#changedChunks.add(Math.floor(((page - 1) * pageBytes) / SCRATCH_BYTES));
      this.#sizeBytes += content.length;
    }
    this.states.push({ pageBytes, sizePages, pages, isWhole });
  }

  /**
   * Gives the pages that differ from the latest state: all where the page size does.
   *
   * @returns `undefined` where they are more than so many bytes
   */
  findDifferences(content: PagedContent, mostBytes: number): ReadonlyMap<number, Buffer> | undefined {
    const { pageBytes, sizePages } = content;
    const isComparable = pageBytes === this.latest.pageBytes;
    const found = new Map<number, Buffer>();
    const { scratch } = this.#base;
    for (let position = 0; position < sizePages * pageBytes; position += SCRATCH_BYTES) {
      const chunk = scratch.subarray(0, Math.min(SCRATCH_BYTES, sizePages * pageBytes - position));
      chunk.fill(0, content.read(chunk, position));
      const first = position / pageBytes + 1;
      patch(chunk, first, content);
      const base = isComparable && this.#hasBase ? this.#base.viewBase(position, chunk.length) : Buffer.alloc(0);
      if (!this.#changedChunks.has(position / SCRATCH_BYTES) && chunk.equals(base)) continue;
      for (let at = 0; at < chunk.length; at += pageBytes) {
        const page = first + at / pageBytes;
        if (isComparable && this.#isPage(page, chunk, at, base)) continue;
        found.set(page, Buffer.from(chunk.subarray(at, at + pageBytes)));
        if (found.size * pageBytes > mostBytes) return undefined;
      }
    }
    return found;
  }

  /** What a reader needs of it. It may go on to grow. */
  toHistory(files: Pick<PageHistory, "copyBase" | "readBase">): PageHistory {
    const contents = this.#contents;
    return {
      states: [...this.states],
      copyBase: (path) => files.copyBase(path),
      readBase: (target, position) => files.readBase(target, position),
      readPage: (place, target) => void contents[place]?.copy(target),
    };
  }

  #isPage(page: number, chunk: Buffer, at: number, base: Buffer): boolean {
    const { pageBytes } = this.latest;
    const latest = this.#latest.get(page);
    if (latest !== undefined) return chunk.compare(latest, 0, pageBytes, at, at + pageBytes) === 0;
    return at + pageBytes <= base.length && chunk.compare(base, at, at + pageBytes, at, at + pageBytes) === 0;
  }
}

function patch(chunk: Buffer, first: number, { pageBytes, patches }: PagedContent): void {
  if (patches.size === 0) return;
  for (let at = 0; at < chunk.length; at += pageBytes) patches.get(first + at / pageBytes)?.copy(chunk, at);
}
