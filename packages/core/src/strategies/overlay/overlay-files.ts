import { closeSync, fstatSync, openSync } from "node:fs";

import { isFileAt, type OpenFile } from "../../files/processes/open-descriptors.js";
import { WalFile, type WalState } from "./wal-file.js";
import { WalIndex } from "./wal-index.js";

/**
 * The base file, its WAL and its wal-index, through descriptors of our own. They are opened after the pin's connection and closed after it, since a
 * process that closes a descriptor of a file loses SQLite's locks on it.
 */
export class OverlayFiles {
  readonly base: OpenFile;
  readonly wal: WalFile;
  readonly index: WalIndex;
  readonly baseDescriptor: number;
  /** Whether the wal-index had the known layout when it was opened: what it says since then may be anything. */
  readonly isLayoutKnown: boolean;

  /**
   * @param path absolute, of the database
   * @param undo is told how to close each file, for when a later one cannot be opened: SQLite's connection has to be closed before
   * @throws what `fs` throws: `ENOENT` where no shared memory appears, for example as this process has a connection to an earlier file at the path
   */
  constructor(path: string, undo: (() => unknown)[]) {
    this.baseDescriptor = openSync(path, "r");
    undo.push(() => closeSync(this.baseDescriptor));
    this.base = fstatSync(this.baseDescriptor);
    this.wal = new WalFile(path);
    undo.push(() => this.wal.close());
    this.index = new WalIndex(path);
    undo.push(() => this.index.close());
    this.isLayoutKnown = this.index.isLayoutKnown;
  }

  get all(): readonly OpenFile[] {
    return [this.base, this.wal.file, this.index.file];
  }

  /** Whether the base file still has a name somewhere. */
  get hasName(): boolean {
    return fstatSync(this.baseDescriptor).nlink > 0;
  }

  /** Whether the WAL and the wal-index beside an absolute path are those that are open here. */
  hasSidecarsAt(path: string): boolean {
    return isFileAt(`${path}-wal`, this.wal.file) && isFileAt(`${path}-shm`, this.index.file);
  }

  /** What became of the WAL since the database was pinned. */
  get walState(): WalState {
    return this.wal.stateFor(this.index.header);
  }

  /** Whether SQLite may use the wal-index, since it was neither cut nor emptied. Ask this before `OverlayPin.isOpenElsewhere`. */
  get hasWholeIndex(): boolean {
    const isThere = this.index.header !== undefined || this.walState === "empty" || !this.isLayoutKnown;
    return isThere && this.index.sizeBytes >= this.index.neededBytes;
  }

  close(): void {
    closeSync(this.baseDescriptor);
    this.wal.close();
    this.index.close();
  }
}
