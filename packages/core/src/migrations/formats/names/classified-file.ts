import { dirname, relative, sep } from "node:path";

import { MigrationFileUnknownError } from "../../../errors/classes/migration-source-errors.js";
import type { ListedFile } from "../../files/list-folder.js";
import type { MigrationFormat } from "../../migration-source.js";
import { isFolderOfDowns, type WordedDirection } from "./direction-of-name.js";
import { versionOfName } from "./version-of-name.js";

/** A file that is a migration, or one direction of one. */
export interface ClassifiedFile {
  /** Absolute. */
  readonly path: string;
  readonly kind: "sql" | "module";
  readonly direction: "up" | "down";
  /** Its name in the ledger. */
  readonly name: string;
  /** The name that both directions share. */
  readonly pairName: string;
  /** A word in the name that may state the direction: its neighbours decide. */
  readonly word: WordedDirection | undefined;
  /** {@link versionOfName} of its name. */
  readonly version: string | undefined;
  /** Absolute folder of its other direction. */
  readonly directory: string;
  /** Absolute folder of its neighbours: `directory`, or the one above a migration's own folder. */
  readonly listedIn: string;
}

/** A format whose files are recognised by their names. One folder may hold files of several such formats. */
export interface NamedFormat {
  readonly format: MigrationFormat;
  /** How its files are recognised, for people. */
  readonly reason: string;
  /** Whether a file is of this format, if no format before it in the list claims it. */
  isOwn(file: ListedFile): boolean;
  /** @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN` for a file in the wrong place */
  classify(file: ListedFile): ClassifiedFile;
}

/** Describes a file by its name in the ledger. */
export function describeName(path: string, name: string): Omit<ClassifiedFile, "kind" | "direction" | "word"> {
  return { path, name, pairName: name, version: versionOfName(name), directory: dirname(path), listedIn: dirname(path) };
}

/**
 * Refuses a file in a folder called `down`, `revert` or the like: all files there are ways down.
 *
 * @param base absolute folder of a location, above the file
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN`
 */
export function refuseFolderOfDowns(path: string, base: string): void {
  const folder = relative(dirname(base), dirname(path)).split(sep).find(isFolderOfDowns);
  if (folder !== undefined)
    throw new MigrationFileUnknownError(path, `it is in "${folder}", a folder of ways down (${ALL_UP})`);
}

/** Creates the error about a file that may be a way down. Only flat SQL files can be declared ways up with `format`. */
export function mayBeDown({ path, kind, directory, listedIn }: ClassifiedFile, reason: string): MigrationFileUnknownError {
  const isFlatSql = kind === "sql" && directory === listedIn;
  return new MigrationFileUnknownError(path, isFlatSql ? `${reason} (${ALL_UP})` : reason);
}

const ALL_UP = 'if all files are ways up, set format: "sql"';

/** Absolute paths, in the order of the files. */
export function pathsOf(files: readonly ClassifiedFile[]): string[] {
  return files.map(({ path }) => path);
}
