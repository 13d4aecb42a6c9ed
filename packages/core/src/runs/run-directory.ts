import { randomBytes } from "node:crypto";
import { join, sep } from "node:path";

import { THREAD_NAME } from "../files/unique-name.js";

/** What identifies a run across processes. */
export interface RunReference {
  /** Absolute, without symbolic links. */
  readonly path: string;
  readonly ownerPid: number;
  /** Random: tells a run from a later one at the same path. */
  readonly nonce: string;
}

const LONGEST_LABEL = 60;

/**
 * The longest path of a database below a run directory: `/databases/`, a label, `-`, a pid, a thread's id and eight digits, `-`, a count, and
 * `/scenario.db`.
 */
export const LONGEST_NAME_IN_RUN_BYTES =
  "/databases/".length + LONGEST_LABEL + 1 + (10 + 1 + 10 + 1 + 8) + 1 + 10 + "/scenario.db".length;

/** The private folder of one test run, and the paths in it. Reads and writes nothing. */
export class RunDirectory implements RunReference {
  readonly path: string;
  readonly ownerPid: number;
  readonly nonce: string;
  /** Absolute; holds scenario databases. */
  readonly databasesDirectory: string;
  /** Absolute; holds what the run knows of sources of migrations. */
  readonly recordDirectory: string;
  /** Absolute; holds lists of tracked files. */
  readonly trackedDirectory: string;
  /** A pid is not unique: worker threads share it, and a later process may get it while the run lives. */
  readonly #prefix = `${THREAD_NAME}-${randomBytes(4).toString("hex")}`;
  #databaseCount = 0;

  constructor({ path, ownerPid, nonce }: RunReference) {
    this.path = path;
    this.ownerPid = ownerPid;
    this.nonce = nonce;
    this.databasesDirectory = join(path, "databases");
    this.recordDirectory = recordDirectoryOf(path);
    this.trackedDirectory = join(path, "placed");
  }

  /**
   * Gives an absolute path in `databasesDirectory` that no process or thread of the run gets again. Creates nothing.
   *
   * @param name begins the file's name, for people who look into the folder
   */
  createDatabasePath(name?: string): string {
    return `${this.createDatabaseDirectoryPath(name)}.db`;
  }

  /** The same for the folder of one database. */
  createDatabaseDirectoryPath(name?: string): string {
    return `${this.databasesDirectory}${sep}${labelOf(name)}${this.#prefix}-${++this.#databaseCount}`;
  }
}

/** @param path absolute, of a run directory */
export function recordDirectoryOf(path: string): string {
  return join(path, "record");
}

function labelOf(name: string | undefined): string {
  const label = name?.replaceAll(/[^\w.]+/g, "-").slice(0, LONGEST_LABEL);
  return label === undefined || label === "" ? "" : `${label}-`;
}
