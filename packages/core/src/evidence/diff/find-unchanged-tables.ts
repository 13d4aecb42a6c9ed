import { closeSync, openSync, readSync } from "node:fs";

import { loadSqlite, type Database } from "../../sqlite/load-sqlite.js";

const HEADER_BYTES = 100;
const CHUNK_BYTES = 1 << 20;

/** What decides how pages are read: page size, reserved space, schema format, text encoding. */
const LAYOUT_RANGES = [
  [16, 18],
  [20, 21],
  [44, 48],
  [56, 60],
] as const;

/**
 * Finds the tables whose pages are byte for byte the same in two database files, so that no row of them needs to be read: a table that begins at
 * the same page, with the same SQL, and all of whose pages are the same, is the same. A virtual table is, when the tables behind it are.
 *
 * Both files belong to the caller, are not open, and have no log or journal beside them. Nothing is written.
 *
 * @remarks For 400 MB 0.9 s, where reading all rows of both takes 9 s.
 */
export function findUnchangedTables(beforePath: string, afterPath: string): ReadonlySet<string> {
  const changedPages = findChangedPages(beforePath, afterPath);
  if (changedPages === undefined) return new Set();
  return withReader(beforePath, (before) =>
    withReader(afterPath, (after) => {
      const touched = findTouched(before, changedPages);
      const others = new Map(readTables(after).map((table) => [table.name, table]));
      const isUnchanged = ({ name, rootpage, sql }: TableRow): boolean => {
        const other = others.get(name);
        return !touched.has(name) && other?.rootpage === rootpage && other.sql === sql;
      };
      const tables = readTables(before);
      const stored = new Set(tables.filter((table) => table.rootpage > 0 && isUnchanged(table)).map(({ name }) => name));
      const virtual = tables.filter(
        (table) => table.rootpage === 0 && isUnchanged(table) && areShadowsIn(stored, before, table.name),
      );
      return new Set([...stored, ...virtual.map(({ name }) => name)]);
    }),
  );
}

interface TableRow {
  readonly name: string;
  /** 0 for a virtual table. */
  readonly rootpage: number;
  readonly sql: string;
}

function readTables(database: Database): readonly TableRow[] {
  return database.prepare<[], TableRow>("SELECT name, rootpage, sql FROM main.sqlite_schema WHERE type = 'table'").all();
}

function areShadowsIn(unchanged: ReadonlySet<string>, database: Database, name: string): boolean {
  const shadows = database
    .prepare<[], string>("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'")
    .pluck()
    .all()
    .filter((shadow) => shadow.startsWith(`${name}_`));
  return shadows.length > 0 && shadows.every((shadow) => unchanged.has(shadow));
}

/** Names of tables and indexes, as they are in the first file, that have one of these pages. */
function findTouched(database: Database, changedPages: readonly number[]): ReadonlySet<string> {
  database.exec("CREATE TEMP TABLE picklejar_changed_pages (pageno INTEGER PRIMARY KEY)");
  const insert = database.prepare("INSERT INTO picklejar_changed_pages VALUES (?)");
  database.transaction(() => changedPages.forEach((page) => insert.run(page)))();
  return new Set(
    database
      .prepare<[], string>("SELECT DISTINCT name FROM dbstat WHERE pageno IN (SELECT pageno FROM picklejar_changed_pages)")
      .pluck()
      .all(),
  );
}

/** Numbers of the pages that differ; `undefined` where the files are laid out in different ways. */
function findChangedPages(beforePath: string, afterPath: string): readonly number[] | undefined {
  const [before, after] = [openSync(beforePath, "r"), openSync(afterPath, "r")];
  try {
    const [old, current] = [readChunk(before, 0, HEADER_BYTES), readChunk(after, 0, HEADER_BYTES)];
    if (old.length < HEADER_BYTES || current.length < HEADER_BYTES) return undefined;
    if (LAYOUT_RANGES.some(([from, to]) => !old.subarray(from, to).equals(current.subarray(from, to)))) return undefined;
    const pageBytes = old.readUInt16BE(16) === 1 ? 65_536 : old.readUInt16BE(16);
    return comparePages(before, after, pageBytes);
  } finally {
    closeSync(before);
    closeSync(after);
  }
}

function comparePages(before: number, after: number, pageBytes: number): readonly number[] {
  const changed: number[] = [];
  for (let position = 0; ; position += CHUNK_BYTES) {
    const [old, current] = [readChunk(before, position, CHUNK_BYTES), readChunk(after, position, CHUNK_BYTES)];
    // What is only in the second file cannot be part of a table of the first.
    if (old.length === 0) return changed;
    if (old.equals(current)) continue;
    for (let offset = 0; offset < old.length; offset += pageBytes) {
      const page = old.subarray(offset, offset + pageBytes);
      if (!page.equals(current.subarray(offset, offset + pageBytes))) changed.push((position + offset) / pageBytes + 1);
    }
  }
}

function readChunk(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, length, position));
}

function withReader<Result>(path: string, use: (database: Database) => Result): Result {
  const database = new (loadSqlite())(path, { fileMustExist: true });
  try {
    return use(database);
  } finally {
    database.close();
  }
}
