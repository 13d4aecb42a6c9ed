import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import Database from "better-sqlite3";
import { expect } from "vitest";

import type { MigratorSource } from "../../src/options/migrator-source.js";
import { createFolder } from "../helpers/create-folder.js";

/** Has a migrator make a database, and gives its tables. */
export async function tablesAfter(source: MigratorSource): Promise<unknown> {
  const location = newLocation();
  await source.migrate(location, "main");
  const connection = new Database(location.path, { readonly: true });
  const tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
  connection.close();
  return tables;
}

/** Expects that a migrator fails, and gives what it throws. */
export async function failureOf(source: MigratorSource): Promise<unknown> {
  return source.migrate(newLocation(), "main").then(
    () => expect.fail("it migrated"),
    (error: unknown) => error,
  );
}

/** What a wrong turn throws. */
export function migratorError(message: RegExp): object {
  return { code: "MIGRATOR_FAILED", database: "main", message: expect.stringMatching(message) as unknown };
}

/** A folder without migrations. */
export function createEmptyFolder(): string {
  const folder = join(createFolder(), "migrations");
  mkdirSync(folder);
  return folder;
}

function newLocation(): Parameters<MigratorSource["migrate"]>[0] {
  const path = join(createFolder(), "made.db");
  return { path, url: pathToFileURL(path).href };
}
