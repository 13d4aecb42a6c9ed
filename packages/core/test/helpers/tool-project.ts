import { rmSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { resolveConfig } from "../../src/config/resolve-config.js";
import { initTestDb } from "../../src/databases/at-path/init-test-db.js";
import { MigrationRunner, type UpResult } from "../../src/migrations/migration-runner.js";
import type { MigrationSourceOptions } from "../../src/migrations/migration-source.js";
import { computeFingerprints } from "../../src/template/fingerprint/fingerprint.js";
import { withConnection } from "../migrations/dump-database.js";
import { createFolder } from "./create-folder.js";

type Options = Omit<MigrationSourceOptions, "migrations">;

/** A folder with the migrations of another tool, and databases made from them. */
export interface ToolProject {
  /** Absolute. */
  readonly folder: string;
  /** Absolute folder of the migrations. */
  readonly migrations: string;
  write(name: string, text: string): void;
  remove(name: string): void;
  /** Absolute path of a copy of the template, as `initTestDb` gives it. */
  createTestDatabase(options?: Options & { readonly version?: string }): Promise<string>;
  /** Runs our own runner with the tool's ledger on a database, never by the fast path. */
  upgrade(path: string, options?: Options): Promise<UpResult>;
  runner(options?: Options): MigrationRunner;
  /** Names the template. */
  fingerprint(options?: Options): Promise<string>;
  path(name: string): string;
}

/** @param directory the folder of the migrations within the project */
export function createToolProject(directory: string, files: Readonly<Record<string, string>>): ToolProject {
  const folder = createFolder(files);
  const migrations = join(folder, directory);
  let count = 0;
  const runner = (options?: Options) => new MigrationRunner({ migrations, ledger: "native", ...options });
  return {
    folder,
    migrations,
    write(name, text) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    remove: (name) => rmSync(join(folder, name), { recursive: true, force: true }),
    async createTestDatabase(options) {
      const path = join(folder, `test-${++count}.db`);
      await initTestDb(path, { migrations, ...options });
      return path;
    },
    upgrade: (path, options) => runner(options).up(path),
    runner,
    async fingerprint(options) {
      const database = resolveConfig({ migrations, ...options }, { directory: folder, file: undefined }).get("default");
      if (database === undefined) throw new Error("no database");
      return (await computeFingerprints(database)).migrated.hash;
    },
    path: (name) => join(folder, name),
  };
}

/** Columns and indexes of a table, as SQLite sees them. */
export function describeTable(path: string, table: string): unknown {
  return withConnection(path, (database) => ({
    columns: database
      .prepare('SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)')
      .raw()
      .all(table),
    indexes: database.prepare('SELECT name, "unique", origin, partial FROM pragma_index_list(?)').raw().all(table),
  }));
}

/** The rows of a query, as arrays. */
export function readRows(path: string, sql: string): unknown[] {
  return withConnection(path, (database) => database.prepare(sql).raw().all());
}

/** Names of the tables, without SQLite's own. */
export function tablesIn(path: string): unknown[] {
  return readRows(path, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name").flat();
}
