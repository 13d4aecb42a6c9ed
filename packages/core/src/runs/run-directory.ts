import { randomBytes } from "node:crypto";
import { join, sep } from "node:path";

import { THREAD_NAME } from "../files/unique-name.js";

/** What identifies a run across processes. */
export interface RunReference {
  /** Absolute, without symbolic links. */
  readonly path: string;
  readonly ownerPid: number;
  /** Random, in the owner's record and in `PICKLEJAR_RUN`: tells a run from a later one at the same path. */
  readonly nonce: string;
}

const LONGEST_LABEL = 60;

/**
 * The longest path of a database below a run directory, in bytes, from any process of the run: `/databases/`, a label, `-`, a prefix with a pid, a
 * thread's id and eight digits, `-`, a count, and `/scenario.db`. What evidence makes is shorter.
 */
export const LONGEST_NAME_IN_RUN_BYTES =
  "/databases/".length + LONGEST_LABEL + 1 + (10 + 1 + 10 + 1 + 8) + 1 + 10 + "/scenario.db".length;

/** The private folder of one test run, and where things lie in it. Touches no file. */
export class RunDirectory implements RunReference {
  readonly path: string;
  readonly ownerPid: number;
  readonly nonce: string;
  /** Absolute; where scenario databases lie. */
  readonly databasesDirectory: string;
  /** Absolute; what the run knows of sources of migrations. */
  readonly recordDirectory: string;
  /** Absolute; which databases picklejar placed. */
  readonly trackedDirectory: string;
  /** A pid alone is not unique: worker threads share it, and a later process may get it while the run lives. */
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
   * Gives an absolute path in `databasesDirectory` that no process or thread of the run ever gets again. Creates nothing.
   *
   * @param name becomes the beginning of the file's name, for people who look into the folder
   */
  createDatabasePath(name?: string): string {
    return `${this.createDatabaseDirectoryPath(name)}.db`;
  }

  /** The same for a folder that holds one database. */
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
