import { basename, dirname, extname, relative, sep } from "node:path";

import { MigrationFileUnknownError } from "../../errors/migration-source-errors.js";
import { isFolderOfDowns, markedDirection, wordedDirection, type WordedDirection } from "./direction-of-name.js";
import type { ListedFile } from "../files/list-folder.js";
import type { MigrationFormat } from "../migration-source.js";
import { isUndoName, versionOfName } from "./version-of-name.js";

/** A file that is a migration, or one direction of it. */
export interface ClassifiedFile {
  /** Absolute. */
  readonly path: string;
  readonly kind: "sql" | "module";
  readonly direction: "up" | "down";
  /** What the ledger would call it. */
  readonly name: string;
  /** The name that both directions share. */
  readonly pairName: string;
  /** A word in the name that may state the direction. The neighbours decide. */
  readonly word: WordedDirection | undefined;
  /** As {@link versionOfName} reads it. */
  readonly version: string | undefined;
  /** Absolute folder that its other direction would lie in. */
  readonly directory: string;
  /** Absolute folder that lists it among its neighbours: `directory`, or the one above a migration's own folder. */
  readonly listedIn: string;
}

/** What to do if a name sounds like a way down, and is none. */
export const ALL_UP = 'if all files are ways up, say format: "sql"';

/** Whether a file is one of those that a migration in a folder of its own consists of. */
export function isFolderMigrationFile(path: string): boolean {
  return /^(?:up|down|migration)\.sql$/i.test(basename(path));
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
  refuseOddBeginning(classified);
  // With "sql", every file is a way up.
  return format === "sql" ? { ...classified, word: undefined } : classified;
}

/**
 * Refuses a file in a folder called `down`, `revert` or the like: all of them go down, whatever they are called themselves.
 *
 * @param base absolute folder that was asked for, or a folder above the file
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN`
 */
export function refuseFolderOfDowns(path: string, base: string): void {
  const folder = relative(dirname(base), dirname(path)).split(sep).find(isFolderOfDowns);
  if (folder !== undefined)
    throw new MigrationFileUnknownError(path, `it lies in "${folder}", a folder of ways down (${ALL_UP})`);
}

function recognise({ path, isInOwnFolder }: ListedFile): [MigrationFormat, ClassifiedFile] {
  const directory = dirname(path);
  if (isInOwnFolder) {
    const name = basename(directory);
    const file = { path, kind: "sql", direction: directionOf(path), directory, listedIn: dirname(directory) } as const;
    return ["folders", { ...file, ...named(name), word: wordedDirection(name) }];
  }
  if (isFolderMigrationFile(path)) {
    throw new MigrationFileUnknownError(path, `it belongs in a folder of its own migration, below the folder of migrations`);
  }
  const extension = extname(path);
  const stem = basename(path, extension);
  const mark = markedDirection(stem);
  const place = { path, directory, listedIn: directory };
  if (extension.toLowerCase() !== ".sql") {
    if (mark?.direction === "down" || /\.up$/i.test(stem)) {
      throw new MigrationFileUnknownError(path, "a module exports both up and down, so it has neither in its name");
    }
    return ["modules", { ...place, kind: "module", direction: "up", ...named(stem), word: wordedDirection(stem) }];
  }
  if (mark !== undefined && (mark.direction === "down" || /\.up$/i.test(stem))) {
    return ["up-down-pairs", { ...place, kind: "sql", direction: mark.direction, ...named(mark.base), word: undefined }];
  }
  const file = { ...place, kind: "sql", ...named(stem), pairName: mark?.base ?? stem } as const;
  if (isUndoName(stem)) return ["up-down-pairs", { ...file, direction: "down", word: undefined }];
  return ["sql", { ...file, direction: "up", word: mark === undefined ? wordedDirection(stem) : undefined }];
}

function directionOf(path: string): "up" | "down" {
  return /^down/i.test(basename(path)) ? "down" : "up";
}

function named(name: string): Pick<ClassifiedFile, "name" | "pairName" | "version"> {
  return { name, pairName: name, version: versionOfName(name) };
}

/** Names that do not sort as they read; and migrations that Flyway runs more than once, or in place of others, which our ledger cannot record. */
function refuseOddBeginning({ path, name, kind }: ClassifiedFile): void {
  if (/^\s/.test(name)) throw new MigrationFileUnknownError(path, "its name begins with white space");
  if (/^(?!\d)\p{Nd}/u.test(name)) throw new MigrationFileUnknownError(path, "its number is in other digits than 0 to 9");
  const reason = kind === "sql" ? OTHER_KINDS.find(([pattern]) => pattern.test(name))?.[1] : undefined;
  if (reason !== undefined) throw new MigrationFileUnknownError(path, reason);
}

const OTHER_KINDS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^R__/, "it is a repeatable migration (R__), which picklejar does not have"],
  [/^B\d[\d._]*__/, "it is a baseline migration (B…__), which picklejar does not have"],
];
