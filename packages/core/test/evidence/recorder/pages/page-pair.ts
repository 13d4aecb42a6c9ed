import { copyFileSync, mkdtempSync, openSync, writeSync, closeSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

import {
  findTouchedTables,
  type StoredObject,
  type StoredState,
  type Touch,
} from "../../../../src/evidence/recorder/pages/find-touched-tables.js";
import { PageFile } from "../../../../src/evidence/recorder/pages/page-file.js";
import { readTree } from "../../../../src/evidence/recorder/pages/read-tree.js";

/** Pages of a file, which remember which of them were read. */
export class WatchedPages extends PageFile {
  readonly seen = new Set<number>();

  override read(page: number): Buffer {
    this.seen.add(page);
    return super.read(page);
  }
}

/** A database before and after a change. */
export interface PagePair {
  readonly before: WatchedPages;
  readonly after: WatchedPages;
  readonly changedPages: readonly number[];
  readonly touched: (changedPages?: readonly number[]) => ReadonlyMap<string, Touch>;
  /** Values of `id` whose rows differ. */
  readonly differingIn: (table: string) => readonly bigint[];
}

/** Makes a database by SQL, and changes a copy of it by other SQL. */
export function createPair(setUp: string, change: string): PagePair {
  const directory = createDirectory();
  const [beforePath, afterPath] = [join(directory, "before.db"), join(directory, "after.db")];
  run(beforePath, setUp);
  copyFileSync(beforePath, afterPath);
  run(afterPath, change);
  return pairOf(beforePath, afterPath);
}

function pairOf(beforePath: string, afterPath: string): PagePair {
  const [before, after] = [new WatchedPages(beforePath), new WatchedPages(afterPath)];
  const changedPages = listChangedPages(before, after);
  const [old, current] = [stateOf(before, beforePath), stateOf(after, afterPath)];
  before.seen.clear();
  after.seen.clear();
  return {
    before,
    after,
    changedPages,
    touched: (changed = changedPages) => findTouchedTables(old, current, changed),
    differingIn: (table) => listDiffering(beforePath, afterPath, table),
  };
}

function stateOf(pages: PageFile, path: string): StoredState {
  return { pages, objects: listObjects(path), readTree: (root) => readTree(pages, root) };
}

function listObjects(path: string): readonly StoredObject[] {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare<[], StoredObject>("SELECT type, name, rootpage FROM sqlite_schema").all();
  } finally {
    database.close();
  }
}

function listDiffering(beforePath: string, afterPath: string, table: string): readonly bigint[] {
  const database = new Database(afterPath, { readonly: true });
  try {
    database.prepare("ATTACH ? AS old").run(beforePath);
    const less = (one: string, other: string): string =>
      `SELECT id FROM (SELECT * FROM ${one}.${table} EXCEPT SELECT * FROM ${other}.${table})`;
    return database
      .prepare<[], bigint>(`${less("main", "old")} UNION ${less("old", "main")}`)
      .pluck()
      .safeIntegers()
      .all();
  } finally {
    database.close();
  }
}

function listChangedPages(before: PageFile, after: PageFile): readonly number[] {
  const count = Math.max(before.pageCount, after.pageCount);
  return Array.from({ length: count }, (_, index) => index + 1).filter(
    (page) => page > before.pageCount || page > after.pageCount || !before.read(page).equals(after.read(page)),
  );
}

/** A database file by SQL, of which bytes are overwritten afterwards. */
export function createFile(
  sql: string,
  patches: (pages: PageFile, path: string) => readonly (readonly [offset: number, bytes: Buffer])[] = () => [],
): PageFile {
  const path = join(createDirectory(), "file.db");
  run(path, sql);
  const pages = new PageFile(path);
  const list = patches(pages, path);
  pages.close();
  const descriptor = openSync(path, "r+");
  for (const [offset, bytes] of list) writeSync(descriptor, bytes, 0, bytes.length, offset);
  closeSync(descriptor);
  return new PageFile(path);
}

export function rootOf(path: string, name: string): number {
  return listObjects(path).find((object) => object.name === name)?.rootpage ?? 0;
}

function run(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

function createDirectory(): string {
  return mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "pages-"));
}
