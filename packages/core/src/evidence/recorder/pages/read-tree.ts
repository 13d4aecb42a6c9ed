import type { PageFile } from "./page-file.js";
import { readVarint } from "./read-varint.js";

/** The pages of one table or index, without those on which long rows overflow. */
export interface Tree {
  /** Whether rowids tell its rows: an index is none, nor is a table WITHOUT ROWID. */
  readonly hasRowids: boolean;
  readonly interior: readonly number[];
  /** In the order of their keys. */
  readonly leaves: readonly number[];
  /** The greatest rowid that may be on each leaf; `undefined` for the last one, and without rowids. */
  readonly highest: readonly (bigint | undefined)[];
}

/** Kinds of pages, by their first byte. */
const INTERIOR_INDEX = 2;
const INTERIOR_TABLE = 5;
const LEAF_INDEX = 10;
const LEAF_TABLE = 13;

/** More levels than a database of 281 TB has. */
const MAX_DEPTH = 40;

/**
 * Reads the interior pages of a tree, which name the others.
 *
 * @remarks All leaves are on one level, so that none but the first is read.
 * @throws `Error` where the file is damaged
 */
export function readTree(file: PageFile, root: number): Tree {
  const kind = kindOf(file.read(root), root);
  const hasRowids = kind === INTERIOR_TABLE || kind === LEAF_TABLE;
  const tree = { hasRowids, interior: [] as number[], leaves: [] as number[], highest: [] as (bigint | undefined)[] };
  const walk = (page: number, level: number, highest: bigint | undefined): void => {
    // A damaged tree may lead back to itself.
    if (tree.leaves.length + tree.interior.length > file.pageCount) throw malformed(root);
    if (level === 0) {
      tree.leaves.push(page);
      tree.highest.push(highest);
      return;
    }
    tree.interior.push(page);
    const content = file.read(page);
    for (const cell of cellsOf(content, page)) {
      walk(content.readUInt32BE(cell), level - 1, hasRowids ? readVarint(content, cell + 4).value : undefined);
    }
    walk(content.readUInt32BE(headerOf(page) + 8), level - 1, highest);
  };
  walk(root, findDepth(file, root), undefined);
  return tree;
}

/** Positions of the cells of an interior or a leaf page, in the order of their keys. */
export function* cellsOf(content: Buffer, page: number): IterableIterator<number> {
  const header = headerOf(page);
  const first = header + (isLeafPage(content, page) ? 8 : 12);
  const count = content.readUInt16BE(header + 3);
  for (let index = 0; index < count; index++) {
    const cell = content.readUInt16BE(first + index * 2);
    if (cell + 4 > content.length) throw malformed(page);
    yield cell;
  }
}

export function isLeafPage(content: Buffer, page: number): boolean {
  const kind = kindOf(content, page);
  return kind === LEAF_INDEX || kind === LEAF_TABLE;
}

function kindOf(content: Buffer, page: number): number {
  const kind = content[headerOf(page)] ?? 0;
  if (![INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE].includes(kind)) throw malformed(page);
  return kind;
}

/** The first page begins with the header of the file. */
function headerOf(page: number): number {
  return page === 1 ? 100 : 0;
}

function findDepth(file: PageFile, root: number): number {
  let page = root;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const content = file.read(page);
    if (isLeafPage(content, page)) return depth;
    page = content.readUInt32BE(headerOf(page) + 8);
  }
  throw malformed(root);
}

function malformed(page: number): Error {
  return new Error(`database disk image is malformed: page ${page}`);
}
