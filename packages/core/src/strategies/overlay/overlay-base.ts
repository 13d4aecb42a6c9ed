import { existsSync, lstatSync, statSync, unlinkSync } from "node:fs";

import { hasIdentity } from "../../files/identity/file-identity.js";
import { statReachable } from "../../files/identity/stat-reachable.js";
import type { CopyableTemplate } from "../copyable-template.js";
import { DatabaseFolder } from "../database-folder.js";
import { isUnchanged, isUntouched, stampFile, type FileStamp } from "../../files/identity/file-stamp.js";
import { isOpenInProcess } from "../../files/processes/open-descriptors.js";
import type { DirtyReason } from "../strategy.js";
import type { FileSystemTrust } from "./file-system-trust.js";
import { OverlayPin } from "./overlay-pin.js";
import { OverlayStates } from "./overlay-states.js";
import { errorCodeOf } from "../../errors/error-code.js";

/** Why a base file cannot be used again after a test. */
export interface DirtyBase {
  readonly reason: DirtyReason;
  /**
   * Whether the test may have read something that it would not have read from a plain file: its own changes were in the WAL while the database file
   * was changed in another way, or the WAL was.
   */
  readonly isBypassed: boolean;
}

/** Of the WAL and the wal-index. */
const SUFFIXES = ["-wal", "-shm"] as const;

/**
 * A copy of a template that serves one test after another. An {@link OverlayPin} keeps it as it is: what a test writes stays in the WAL, which is
 * emptied after the test.
 *
 * Base file and WAL are in a folder of their own, and move into a new one when a test has ended. The old folder is removed, so that a process that
 * works in it, or a connection that was opened and never used, finds no WAL and fails.
 *
 * @see https://sqlite.org/wal.html
 */
export class OverlayBase {
  readonly template: CopyableTemplate;
  readonly trust: FileSystemTrust;
  readonly folder: DatabaseFolder;
  #pin: OverlayPin | undefined;
  #stamp: FileStamp;

  /**
   * Copies the template into a new folder, and pins the copy.
   *
   * @throws what `fs` and SQLite throw, and `Error` where a database cannot be pinned; nothing of it stays
   */
  constructor(template: CopyableTemplate, directory: string, trust: FileSystemTrust) {
    this.template = template;
    this.trust = trust;
    this.folder = new DatabaseFolder(directory);
    try {
      template.copyTo(this.path);
      this.#pin = new OverlayPin(this.path, trust.hasAccessTimes);
      this.#stamp = stampFile(this.path);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Absolute. */
  get path(): string {
    return this.folder.databasePath;
  }

  /** What the file is as long as nobody writes to it. Its identity never changes. */
  get stamp(): FileStamp {
    return this.#stamp;
  }

  /** Whether nobody wrote to it or read from it, as where no test was told its path. */
  get isUntouched(): boolean {
    const stats = statReachable(this.path);
    return this.trust.hasAccessTimes && stats !== undefined && isUntouched(stats, this.#stamp);
  }

  /**
   * Makes it ready for the next test: moves it where nobody knows it, and drops what the test wrote, so that it holds exactly the template again. All
   * that speaks against that is looked at before the WAL is emptied, since a process that still has it open may need the WAL.
   *
   * @param sincePid of the last process that had been started when the test got it
   * @returns why it cannot be used again; `undefined` when it can
   */
  reset(directory: string, sincePid: number): DirtyBase | undefined {
    const pin = this.#pin;
    if (pin === undefined) return { reason: "not-pinned", isBypassed: false };
    try {
      return this.#findChange(pin) ?? this.#findUser(pin, directory, sincePid) ?? this.#empty(pin);
    } catch (error) {
      // Something is there that is not ours, or something of ours is not.
      return { reason: isSqliteError(error) ? "not-pinned" : "changed", isBypassed: false };
    }
  }

  /**
   * Whether this process has connections to it, besides the one that pins it. (SQLite keeps the base file itself open until no connection in the
   * process has a lock on it.)
   */
  hasOpenConnections(): boolean {
    return this.#pin?.isOpenInProcess() === true;
  }

  /** Gives what reads the states of one test. To be closed before {@link reset}. */
  openStates(): OverlayStates {
    return new OverlayStates(this, this.#pin?.files);
  }

  /** Removes it, with all that is in its folder. Never throws: what stays goes with the run directory. Idempotent. */
  dispose(): void {
    // First, as SQLite moves the WAL of a database into its file when it closes that, unless the file is gone.
    this.folder.remove();
    try {
      this.#unpin();
    } catch {
      // Its descriptors are closed; a connection that SQLite does not close goes with the process.
    }
  }

  /**
   * Looks at the files where the test had them. The test may have read wrong rows if its changes were in the WAL while the database file was another
   * one, had another content, or had another name too. If the WAL was moved into the file, past our pin, it read the right ones.
   */
  #findChange({ files }: OverlayPin): DirtyBase | undefined {
    const { walState } = files;
    const hasWritten = walState !== "empty";
    const stats = lstatSync(this.path, { throwIfNoEntry: false });
    // Without a name it was deleted, as a test may do at its end.
    if (stats === undefined) return dirty("changed", hasWritten && files.hasName);
    if (!hasIdentity(stats, this.#stamp)) {
      const isMixed = stats.size > 0 && (files.hasName || files.wal.hasPageIn(this.path));
      return dirty("changed", hasWritten && isMixed);
    }
    if (walState === "damaged") return dirty("changed", true);
    const hasSidecars = files.hasSidecarsAt(this.path);
    if (hasSidecars && isUnchanged(stats, this.#stamp)) return undefined;
    // Its mode, and the time that a change of it leaves, are nothing that a test reads.
    const isSuspect = stats.mtimeMs !== this.#stamp.modifiedMs || stats.nlink > 1 || !hasSidecars;
    return dirty(
      "changed",
      hasWritten &&
        (isSuspect || !this.template.isEqualTo(files.baseDescriptor)) &&
        !files.wal.isFoldedInto(files.baseDescriptor),
    );
  }

  /** Moves the files where nobody knows them, and then looks for anybody who still has them open and could change them. */
  #findUser(pin: OverlayPin, directory: string, sincePid: number): DirtyBase | undefined {
    const { files } = pin;
    const isInMounts = this.folder.isInMounts;
    this.folder.moveDatabaseTo(directory, SUFFIXES);
    // A rename changes the time that nobody can set.
    this.#stamp = { ...this.#stamp, changedMs: statSync(this.path).ctimeMs };
    if (isInMounts || !files.hasSidecarsAt(this.path) || !files.hasWholeIndex) return dirty("changed", false);
    pin.noteLostLocks();
    if (pin.isOpenInOtherProcess(sincePid) || pin.isOpenElsewhere()) return dirty("open-elsewhere", false);
    if (pin.isStillOpenInProcess() || pin.isMappedInProcess()) return dirty("open-in-process", false);
    // Last, since somebody may have closed it just now.
    const isSame = isUnchanged(statSync(this.path), this.#stamp);
    if (isSame && this.trust.hasChangeTimes) return undefined;
    if (isSame && !existsSync(this.template.path)) return dirty("no-template", false);
    if (isSame && this.template.isEqualTo(files.baseDescriptor)) return undefined;
    return dirty("changed", files.walState === "written" && !files.wal.isFoldedInto(files.baseDescriptor));
  }

  #empty(pin: OverlayPin): DirtyBase | undefined {
    if (pin.needsReopening) return this.#reopen();
    if (!pin.emptyWal()) return dirty("not-pinned", false);
    this.#stampAgain();
    return undefined;
  }

  #reopen(): DirtyBase | undefined {
    // SQLite does not move the WAL into a database that is not where it was opened, as this one is not.
    this.#unpin();
    // With the pin, SQLite has closed all that it had open of it.
    if (isOpenInProcess(this.#stamp)) return dirty("open-in-process", false);
    for (const suffix of SUFFIXES) unlinkSync(`${this.path}${suffix}`);
    this.#pin = new OverlayPin(this.path, this.trust.hasAccessTimes);
    this.#stampAgain();
    return undefined;
  }

  /** Pinning it reads it. */
  #stampAgain(): void {
    this.#stamp = stampFile(this.path, this.#stamp.modifiedMs / 1000);
  }

  #unpin(): void {
    const pin = this.#pin;
    this.#pin = undefined;
    pin?.close();
  }
}

function dirty(reason: DirtyReason, isBypassed: boolean): DirtyBase {
  return { reason, isBypassed };
}

function isSqliteError(error: unknown): boolean {
  return errorCodeOf(error)?.startsWith("SQLITE_") === true;
}
