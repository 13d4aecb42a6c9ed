import type { PageFile } from "./page-file.js";
import { cellsOf, isLeafPage, type Tree } from "./read-tree.js";
import { readVarint } from "./read-varint.js";

/**
 * Finds the pages of a tree with rows that overflow onto one of the pages given.
 *
 * @param wanted loses those that were found
 * @remarks Reads all of the tree: 50 MB take some 0.1 s.
 */
export function findOverflowingPages(file: PageFile, tree: Tree, wanted: Set<number>): ReadonlySet<number> {
  const found = new Set<number>();
  // In a table with rowids, interior pages hold no rows.
  for (const page of tree.hasRowids ? tree.leaves : [...tree.interior, ...tree.leaves]) {
    if (wanted.size === 0) break;
    const content = file.read(page);
    for (const cell of cellsOf(content, page)) {
      const first = findOverflow(file, content, isLeafPage(content, page) ? cell : cell + 4, tree.hasRowids);
      if (first !== undefined && followChain(file, first, wanted)) found.add(page);
    }
  }
  return found;
}

/** Gives the first page on which a row overflows. *Source:* https://sqlite.org/fileformat2.html, "B-tree Pages" */
function findOverflow(file: PageFile, content: Buffer, cell: number, hasRowid: boolean): number | undefined {
  const payload = readVarint(content, cell);
  const bytes = Number(payload.value);
  const { usableBytes } = file;
  const most = hasRowid ? usableBytes - 35 : Math.floor(((usableBytes - 12) * 64) / 255) - 23;
  if (bytes <= most) return undefined;
  const least = Math.floor(((usableBytes - 12) * 32) / 255) - 23;
  const kept = least + ((bytes - least) % (usableBytes - 4));
  const start = hasRowid ? readVarint(content, payload.end).end : payload.end;
  const pointer = start + (kept <= most ? kept : least);
  if (pointer + 4 > content.length) throw new Error("database disk image is malformed: a row ends outside of its page");
  return content.readUInt32BE(pointer);
}

function followChain(file: PageFile, first: number, wanted: Set<number>): boolean {
  let isFound = false;
  let length = 0;
  for (let page = first; page !== 0; page = file.read(page).readUInt32BE(0)) {
    if (++length > file.pageCount) throw new Error("database disk image is malformed: overflow pages without end");
    if (wanted.delete(page)) isFound = true;
  }
  return isFound;
}
