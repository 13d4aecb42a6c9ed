import { dirname, relative, sep } from "node:path";

import { MigrationFileUnknownError } from "../../../errors/migration-source-errors.js";
import type { ListedFile } from "../../files/list-folder.js";
import type { MigrationFormat } from "../../migration-source.js";
import { isFolderOfDowns, type WordedDirection } from "./direction-of-name.js";
import { versionOfName } from "./version-of-name.js";

/** A file that is a migration, or one direction of it. */
export interface ClassifiedFile {
  /** Absolute. */
  readonly path: string;
  readonly kind: "sql" | "module";
  readonly direction: "up" | "down";
  /** Its name in the ledger. */
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

/** A format that is told by the names of files. Files of several of them may lie in one folder. */
export interface NamedFormat {
  readonly format: MigrationFormat;
  /** By what its files are recognised, for people. */
  readonly reason: string;
  /** Whether a file that is of no format before it in the list is of this one. */
  isOwn(file: ListedFile): boolean;
  /** @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN` for a file of this format that is in the wrong place. */
  classify(file: ListedFile): ClassifiedFile;
}

/** What a name in the ledger says, for a file that lies among its neighbours. */
export function describeName(path: string, name: string): Omit<ClassifiedFile, "kind" | "direction" | "word"> {
  return { path, name, pairName: name, version: versionOfName(name), directory: dirname(path), listedIn: dirname(path) };
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

/** The refusal of a file that may be a way down. A file that lies in its own folder, or is a module, cannot be a way up by `format`. */
export function mayBeDown({ path, kind, directory, listedIn }: ClassifiedFile, reason: string): MigrationFileUnknownError {
  const isFlatSql = kind === "sql" && directory === listedIn;
  return new MigrationFileUnknownError(path, isFlatSql ? `${reason} (${ALL_UP})` : reason);
}

const ALL_UP = 'if all files are ways up, say format: "sql"';

/** Absolute paths, in the order of the files. */
export function pathsOf(files: readonly ClassifiedFile[]): string[] {
  return files.map(({ path }) => path);
}
