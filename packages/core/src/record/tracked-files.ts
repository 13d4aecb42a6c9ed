import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

import { attempt } from "../errors/attempt.js";
import { identityOf, type IdentityParts } from "../files/identity/file-identity.js";
import { createUniqueName } from "../files/unique-name.js";
import type { RunDirectory } from "../runs/run-directory.js";
import type { Run } from "../runs/run.js";

/** Room for an identity, a schema id, two times and a line break; see {@link FileIdentity}. */
const SLOT_BYTES = 128;

/** A file that the run knows it made, and its times: a `stat` shows whether it was written to since. */
export interface TrackedFile extends IdentityParts {
  readonly modifiedMs: number;
  readonly changedMs: number;
}

/** The entry of one file in the run's record. */
export interface TrackedFileEntry {
  /** Notes that the same file holds again what picklejar put there. */
  update(file: TrackedFile): void;
  /** Call it before the file goes, since its inode may be used again at once. Idempotent. */
  forget(): void;
}

const EMPTY_SLOT = `${" ".repeat(SLOT_BYTES - 1)}\n`;

/** This thread's own file, in which it tells every process of the run about the files that it made. */
class TrackedFiles {
  readonly #descriptor: number;
  readonly #free: number[] = [];
  /** One buffer for all writes: a string would be copied into a new one each time. */
  readonly #bytes = Buffer.alloc(SLOT_BYTES);
  #length = 0;
  #isClosed = false;

  constructor(run: Run) {
    this.#descriptor = openSync(join(run.trackedDirectory, createUniqueName()), "wx", 0o600);
    run.onEnd(() => {
      this.#isClosed = true;
      closeSync(this.#descriptor);
    });
  }

  track(file: TrackedFile, schemaId: string): TrackedFileEntry {
    const index = this.#free.pop() ?? this.#length++;
    this.#write(index, slotOf(file, schemaId));
    let isForgotten = false;
    return {
      update: (again) => {
        if (!isForgotten) this.#write(index, slotOf(again, schemaId));
      },
      forget: () => {
        if (isForgotten) return;
        isForgotten = true;
        this.#write(index, EMPTY_SLOT);
        this.#free.push(index);
      },
    };
  }

  #write(index: number, slot: string): void {
    // After the run's end the descriptor may be another file's.
    if (this.#isClosed) return;
    this.#bytes.write(slot, "latin1");
    writeSync(this.#descriptor, this.#bytes, 0, SLOT_BYTES, index * SLOT_BYTES);
  }
}

/**
 * Tells every process of the run that picklejar made this file from this source.
 *
 * Writes a fixed number of bytes once: a reader sees a complete slot, an empty one, or a mixture of an entry and blanks, which matches nothing.
 */
export function trackFile(run: Run, file: TrackedFile, schemaId: string): TrackedFileEntry {
  return run.own(TrackedFiles, run).track(file, schemaId);
}

/** Whether a process of the run made this file from this source, and it is unchanged; `undefined` if none did, or the run has ended. */
export function findTrackedFile(run: RunDirectory, file: TrackedFile, schemaId: string): "unchanged" | "changed" | undefined {
  const records = readRecords(run.trackedDirectory);
  if (records.some((record) => record.includes(slotOf(file, schemaId)))) return "unchanged";
  return records.some((record) => record.includes(beginningOf(file, schemaId))) ? "changed" : undefined;
}

/** A process may outlive the run that it was started in, for example a server. */
function readRecords(directory: string): readonly string[] {
  return attempt(() => readdirSync(directory).map((name) => readFileSync(join(directory, name), "latin1"))) ?? [];
}

function slotOf(file: TrackedFile, schemaId: string): string {
  return `${`${beginningOf(file, schemaId)}${file.modifiedMs} ${file.changedMs}`.padEnd(SLOT_BYTES - 1)}\n`;
}

function beginningOf(file: TrackedFile, schemaId: string): string {
  return `${identityOf(file)} ${schemaId} `;
}
