import { basename, dirname, extname } from "node:path";

import { MigrationFileUnknownError } from "../errors/migration-source-errors.js";
import type { ListedFile } from "./list-files.js";
import type { MigrationFormat } from "./migration-source.js";

/** A file that is a migration, or one direction of it. */
export interface ClassifiedFile {
  /** Absolute. */
  readonly path: string;
  readonly kind: "sql" | "module";
  readonly direction: "up" | "down";
  /** What the ledger would call it. */
  readonly name: string;
  /** Digits that the name begins with: `003`, `20240813211251`, `2024-01-31`, `002b`; absent where there are none. */
  readonly version: string | undefined;
  /** Absolute folder that its other direction would lie in. */
  readonly directory: string;
  /** Absolute folder that lists it among its neighbours: `directory`, or the one above a migration's own folder. */
  readonly listedIn: string;
}

/** Whether a file is one of those that a migration in a folder of its own consists of. */
export function isFolderMigrationFile(path: string): boolean {
  const name = basename(path);
  return name === "up.sql" || name === "down.sql" || name === "migration.sql";
}

/**
 * Recognises a file by its name.
 *
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN` when it fits no format, or another than the one asked for.
 */
export function classifyFile(file: ListedFile, format: MigrationFormat | undefined): ClassifiedFile {
  const [found, classified] = recognise(file);
  if (format !== undefined && format !== "mixed" && format !== found) {
    throw new MigrationFileUnknownError(file.path, `its format is "${found}", and format is "${format}"`);
  }
  return classified;
}

function recognise({ path, isInOwnFolder }: ListedFile): [MigrationFormat, ClassifiedFile] {
  const directory = dirname(path);
  if (isInOwnFolder) {
    return [
      "folders",
      {
        path,
        kind: "sql",
        direction: directionOf(path),
        ...named(basename(directory)),
        directory,
        listedIn: dirname(directory),
      },
    ];
  }
  if (isFolderMigrationFile(path)) {
    throw new MigrationFileUnknownError(path, `it belongs in a folder of its own migration, below the folder of migrations`);
  }
  const extension = extname(path);
  const stem = basename(path, extension);
  const paired = /^(.*)\.(up|down)$/.exec(stem);
  if (extension.toLowerCase() !== ".sql") {
    if (paired !== null)
      throw new MigrationFileUnknownError(path, "a module exports both up and down, so it has neither in its name");
    return ["modules", { path, kind: "module", direction: "up", ...named(stem), directory, listedIn: directory }];
  }
  if (paired === null) return ["sql", { path, kind: "sql", direction: "up", ...named(stem), directory, listedIn: directory }];
  const direction = paired[2] === "down" ? "down" : "up";
  return ["up-down-pairs", { path, kind: "sql", direction, ...named(paired[1] ?? ""), directory, listedIn: directory }];
}

function directionOf(path: string): "up" | "down" {
  return basename(path) === "down.sql" ? "down" : "up";
}

/** Digits, also in groups as of a date, that no letter follows; or digits and one small letter, of a file put in between. */
const VERSION = /^(?:\d+[a-z]|\d+(?:[-_.]\d+)*)(?![\dA-Za-z])/;

function named(name: string): { name: string; version: string | undefined } {
  return { name, version: VERSION.exec(name)?.[0] };
}
