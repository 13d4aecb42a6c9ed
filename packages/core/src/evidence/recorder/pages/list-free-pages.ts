import type { PageFile } from "./page-file.js";

/** Lists the pages that hold nothing. */
export function listFreePages(file: PageFile): ReadonlySet<number> {
  const free = new Set<number>();
  for (let trunk = file.firstFreePage; trunk !== 0;) {
    if (free.has(trunk)) throw new Error("database disk image is malformed: free pages without end");
    free.add(trunk);
    const content = file.read(trunk);
    const count = Math.min(content.readUInt32BE(4), file.usableBytes / 4 - 2);
    for (let index = 0; index < count; index++) free.add(content.readUInt32BE(8 + index * 4));
    trunk = content.readUInt32BE(0);
  }
  return free;
}

/** Whether a page says where others belong, rather than holding anything. *Source:* https://sqlite.org/fileformat2.html, "Pointer Map" */
export function isPointerMapPage({ hasPointerMap, usableBytes, pageBytes }: PageFile, page: number): boolean {
  if (!hasPointerMap || page < 2) return false;
  const pagesEach = Math.floor(usableBytes / 5) + 1;
  let map = Math.floor((page - 2) / pagesEach) * pagesEach + 2;
  if (map === lockPageOf(pageBytes)) map++;
  return map === page;
}

/** The page that SQLite locks bytes of, and never writes. */
export function lockPageOf(pageBytes: number): number {
  return Math.floor(0x40_00_00_00 / pageBytes) + 1;
}
