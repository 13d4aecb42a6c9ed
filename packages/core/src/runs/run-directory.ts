import { randomBytes } from "node:crypto";
import { join, sep } from "node:path";

import { THREAD_NAME } from "../files/unique-name.js";

/** The private folder of one test run, as a process of that run sees it. */
export interface RunDirectory {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** Absolute; where scenario databases lie. */
  readonly databasesDirectory: string;
  /** Absolute; what the run knows of sources of migrations. */
  readonly recordDirectory: string;
  /** Absolute; which databases picklejar placed. */
  readonly trackedDirectory: string;
  readonly ownerPid: number;
  /** Random, in the owner's record and in `PICKLEJAR_RUN`: tells a run from a later one at the same path. */
  readonly nonce: string;
  /** Whether this very process (and thread) made it, and so removes it. */
  readonly isOwner: boolean;
  /**
   * Gives an absolute path in `databasesDirectory` that no process or thread of the run ever gets again. Creates nothing.
   *
   * @param name becomes the beginning of the file's name, for people who look into the folder
   */
  createDatabasePath(name?: string): string;
  /** The same for a folder that holds one database. */
  createDatabaseDirectoryPath(name?: string): string;
}

/** What identifies a run across processes. */
export interface RunReference {
  /** Absolute, without symbolic links. */
  readonly path: string;
  readonly ownerPid: number;
  readonly nonce: string;
}

/** A pid alone is not unique: worker threads share it, and a later process may get it while the run lives. */
const UNIQUE_PREFIX = `${THREAD_NAME}-${randomBytes(4).toString("hex")}`;
const LONGEST_LABEL = 60;

/**
 * The longest path of a database below a run directory, in bytes, from any process of the run: `/databases/`, a label, `-`, a prefix with a pid, a
 * thread's id and eight digits, `-`, a count, and `/scenario.db`. What evidence makes is shorter.
 */
export const LONGEST_NAME_IN_RUN_BYTES =
  "/databases/".length + LONGEST_LABEL + 1 + (10 + 1 + 10 + 1 + 8) + 1 + 10 + "/scenario.db".length;

let databaseCount = 0;

/** Gives the folder that a reference points to. Touches no file. */
export function toRunDirectory({ path, ownerPid, nonce }: RunReference, isOwner: boolean): RunDirectory {
  const databasesDirectory = join(path, "databases");
  return {
    path,
    databasesDirectory,
    recordDirectory: join(path, "record"),
    trackedDirectory: join(path, "placed"),
    ownerPid,
    nonce,
    isOwner,
    createDatabasePath: (name) => `${databasesDirectory}${sep}${createUniqueName(name)}.db`,
    createDatabaseDirectoryPath: (name) => `${databasesDirectory}${sep}${createUniqueName(name)}`,
  };
}

function createUniqueName(name: string | undefined): string {
  return `${labelOf(name)}${UNIQUE_PREFIX}-${++databaseCount}`;
}

function labelOf(name: string | undefined): string {
  const label = name?.replaceAll(/[^\w.]+/g, "-").slice(0, LONGEST_LABEL);
  return label === undefined || label === "" ? "" : `${label}-`;
}
