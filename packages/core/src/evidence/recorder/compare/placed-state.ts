import { copyFileSync, rmSync } from "node:fs";

import { findReadableTable, type ReadableTable } from "../../diff/table-reader.js";
import { loadSqlite, type Database } from "../../../sqlite/load-sqlite.js";
import { PageFile } from "../pages/page-file.js";
import type { Tree } from "../pages/read-tree.js";
import type { StoredObject, StoredState } from "../pages/find-touched-tables.js";

/** A table, index, view or trigger, as the schema has it. */
export interface SchemaObject extends StoredObject {
  readonly sql: string | null;
}

/** What {@link PlacedState} needs to read tables of modules that come with extensions. */
export type PrepareConnection = (database: Database) => void;

/** One state of the past, open for reading. */
export class PlacedState implements StoredState {
  readonly pages: PageFile;
  readonly database: Database;
  readonly objects: readonly SchemaObject[];
  /** Why the configuration's `connection` could not be applied, where it was needed. */
  readonly problem: unknown;
  readonly #readTree: (file: PageFile, root: number) => Tree;
  readonly #copyPath: string | undefined;
  readonly #tables = new Map<string, ReadableTable | undefined>();
  #shadows: ReadonlySet<string> | undefined;

  /**
   * @param path absolute; a file that nobody writes while this is open
   * @param readTree reads a tree of this state
   * @param prepare is only called where a table cannot be read without it, and on a copy, as it may write
   * @throws what `fs` and SQLite throw
   */
  constructor(path: string, readTree: (file: PageFile, root: number) => Tree, prepare: PrepareConnection | undefined) {
    this.#readTree = readTree;
    this.pages = new PageFile(path);
    let database: Database | undefined;
    try {
      database = new (loadSqlite())(path, { readonly: true, fileMustExist: true });
      this.objects = readObjects(database);
      this.database = database;
      if (prepare === undefined || !needsModules(database, this.objects)) return;
      const copyPath = `${path}-prepared`;
      try {
        this.database = openPrepared(path, copyPath, prepare);
        this.#copyPath = copyPath;
        database.close();
      } catch (error) {
        rmSync(copyPath, { force: true });
        this.problem = error;
      }
    } catch (error) {
      database?.close();
      this.pages.close();
      throw error;
    }
  }

  readTree(root: number): Tree {
    return this.#readTree(this.pages, root);
  }

  /** Names of the tables that {@link readTable} gives. */
  listTables(): readonly SchemaObject[] {
    return this.objects.filter(({ type, name }) => type === "table" && !this.#listShadows().has(name));
  }

  readTable(name: string): ReadableTable | undefined {
    if (!this.#tables.has(name)) this.#tables.set(name, findReadableTable(this.database, name));
    return this.#tables.get(name);
  }

  /** The tables behind a virtual one. */
  shadowsOf(name: string): readonly string[] {
    return [...this.#listShadows()].filter((shadow) => shadow.startsWith(`${name}_`));
  }

  close(): void {
    this.database.close();
    this.pages.close();
    if (this.#copyPath !== undefined) rmSync(this.#copyPath, { force: true });
  }

  #listShadows(): ReadonlySet<string> {
    this.#shadows ??= new Set(
      this.objects.some(isVirtual)
        ? this.database
            .prepare<[], string>("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'")
            .pluck()
            .all()
        : [],
    );
    return this.#shadows;
  }
}

export function isVirtual({ type, rootpage }: StoredObject): boolean {
  return type === "table" && rootpage === 0;
}

function readObjects(database: Database): readonly SchemaObject[] {
  return database.prepare<[], SchemaObject>("SELECT type, name, rootpage, sql FROM main.sqlite_schema ORDER BY name").all();
}

/** Whether it has a virtual table whose module SQLite does not bring along. */
function needsModules(database: Database, objects: readonly SchemaObject[]): boolean {
  const modules = objects.filter(isVirtual).map(({ sql }) => /\busing\s+["'`[]?(\w+)/i.exec(sql ?? "")?.[1]?.toLowerCase());
  if (modules.length === 0) return false;
  const known = new Set(database.prepare<[], string>("SELECT lower(name) FROM pragma_module_list").pluck().all());
  return modules.some((module) => module === undefined || !known.has(module));
}

function openPrepared(path: string, copyPath: string, prepare: PrepareConnection): Database {
  copyFileSync(path, copyPath);
  const database = new (loadSqlite())(copyPath, { fileMustExist: true });
  try {
    prepare(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
