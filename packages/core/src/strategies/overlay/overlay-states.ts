import { closeSync, existsSync, fstatSync, openSync, readSync, rmSync, writeSync } from "node:fs";

import type { FileStamp } from "../../files/identity/file-stamp.js";
import { isFileAt } from "../../files/processes/open-descriptors.js";
import type { CopyableTemplate } from "../copyable-template.js";
import type { OverlaySource } from "../strategy.js";
import type { FileSystemTrust } from "./file-system-trust.js";
import type { OverlayFiles } from "./overlay-files.js";
import type { CommittedFrames } from "./wal-index.js";

const CHUNK_BYTES = 1024 * 1024;

/** The base file that {@link OverlayStates} looks at. */
export interface WatchedBase {
  /** Absolute, of the database. */
  readonly path: string;
  readonly stamp: FileStamp;
  readonly template: CopyableTemplate;
  readonly trust: FileSystemTrust;
}

/**
 * Reads what one test committed to an overlay. It has no descriptor of its own: it reads through those of the pin, which closes them after its
 * connection.
 */
export class OverlayStates implements OverlaySource {
  readonly kind = "overlay";
  readonly baseBytes: number;
  readonly #base: WatchedBase;
  /** `undefined` when the test has given the database back: from then on the WAL is another test's. */
  #files: OverlayFiles | undefined;

  constructor(base: WatchedBase, files: OverlayFiles | undefined) {
    this.#base = base;
    this.#files = files;
    this.baseBytes = base.template.manifest.sizeBytes;
  }

  readCommitted(): CommittedFrames | undefined {
    return this.#files?.index.committed;
  }

  isBaseAsMade(): boolean {
    const { path, stamp } = this.#base;
    if (this.#files === undefined) return false;
    const stats = fstatSync(this.#files.baseDescriptor);
    if (stats.nlink !== 1 || stats.mtimeMs !== stamp.modifiedMs || stats.size !== stamp.sizeBytes) return false;
    // A change of its mode changes this time, as does another name.
    return stats.ctimeMs === stamp.changedMs || isFileAt(path, this.#files.base);
  }

  findDamage(): string | undefined {
    const files = this.#requireFiles();
    const { path, template, trust } = this.#base;
    // Where the database went as well, nobody can have gone on with another WAL.
    if (!files.hasSidecarsAt(path) && isFileAt(path, files.base)) return "its WAL was deleted, moved or replaced";
    if (files.walState === "damaged") return "its WAL was written to other than through SQLite";
    const isSame = trust.hasChangeTimes || !existsSync(template.path) || template.isEqualTo(files.baseDescriptor);
    return isSame ? undefined : "its file was written to other than through SQLite";
  }

  readWal(target: Buffer, position: number): number {
    return this.#requireFiles().wal.readAt(target, position);
  }

  readBase(target: Buffer, position: number): number {
    return readSync(this.#requireFiles().baseDescriptor, target, 0, target.length, position);
  }

  /** From the template, which the file system may copy by reference: to open and close the base file itself would drop SQLite's locks on it. */
  copyBase(path: string): void {
    const { template } = this.#base;
    if (existsSync(template.path)) template.copyTo(path);
    else this.#writeBase(path);
  }

  close(): void {
    this.#files = undefined;
  }

  #writeBase(path: string): void {
    const target = openSync(path, "wx", 0o600);
    try {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      for (let position = 0; position < this.baseBytes; position += CHUNK_BYTES) {
        writeSync(target, chunk, 0, this.readBase(chunk, position), position);
      }
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    } finally {
      closeSync(target);
    }
  }

  #requireFiles(): OverlayFiles {
    if (this.#files === undefined)
      throw new Error(`"${this.#base.path}" was given back: its states can be read only before that`);
    return this.#files;
  }
}
