import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

import { identityOf, type IdentityParts } from "../files/file-identity.js";
import { createUniqueName } from "../files/unique-name.js";
import type { RunDirectory } from "../runs/run-directory.js";
import type { Run } from "../runs/run.js";

/** Room for an identity, a source, two times and a line break; see {@link FileIdentity}. */
const SLOT_BYTES = 128;

/** A file that picklejar placed, and when it was written: a `stat` of it says whether it was written to since. */
export interface TrackedFile extends IdentityParts {
  readonly modifiedMs: number;
  readonly changedMs: number;
}

/** What the run's record says of one file. */
export interface TrackedFileEntry {
  /** Says that the same file is as it was placed once more. */
  update(file: TrackedFile): void;
  /** To be called before the file goes, as its inode may come back at once. Idempotent. */
  forget(): void;
}

const EMPTY_SLOT = `${" ".repeat(SLOT_BYTES - 1)}\n`;

/** A file of this thread's own, in which it tells every process of the run what picklejar placed. */
class TrackedFiles {
  readonly #descriptor: number;
  readonly #free: number[] = [];
  /** Through one buffer, as a string would be given a new one each time. */
  readonly #bytes = Buffer.alloc(SLOT_BYTES);
  #length = 0;
  #isClosed = false;

  constructor(run: Run) {
    this.#descriptor = openSync(join(run.trackedDirectory, createUniqueName()), "wx", 0o600);
    run.onEnd(() => this.#close());
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

  #close(): void {
    this.#isClosed = true;
    closeSync(this.#descriptor);
  }

  #write(index: number, slot: string): void {
    // Closed with its run, the descriptor may be another file's by now.
    if (this.#isClosed) return;
    this.#bytes.write(slot, "latin1");
    writeSync(this.#descriptor, this.#bytes, 0, SLOT_BYTES, index * SLOT_BYTES);
  }
}

/**
 * Tells every process of the run that picklejar placed this file, made from this source.
 *
 * One write of fixed length into a file of this thread's own: a reader sees a slot that is whole, empty, or, when it is being
 * written, a mixture of an entry and blanks, which matches nothing.
 */
export function trackFile(run: Run, file: TrackedFile, schemaId: string): TrackedFileEntry {
  return run.own(TrackedFiles, run).track(file, schemaId);
}

/**
 * Whether some process of the run placed this file, made from this source, and whether it is as it was then; `undefined` where none did, or the
 * run has ended.
 */
export function findTrackedFile(run: RunDirectory, file: TrackedFile, schemaId: string): "as-placed" | "changed" | undefined {
  const records = readRecords(run);
  if (records.some((text) => text.includes(slotOf(file, schemaId)))) return "as-placed";
  return records.some((text) => text.includes(beginningOf(file, schemaId))) ? "changed" : undefined;
}

function readRecords(run: RunDirectory): readonly string[] {
  const directory = run.trackedDirectory;
  try {
    return readdirSync(directory).map((name) => readFileSync(join(directory, name), "latin1"));
  } catch {
    // A process may outlive the run that it was started in, as a server does: it goes on as in production.
    return [];
  }
}

function slotOf(file: TrackedFile, schemaId: string): string {
  return `${`${beginningOf(file, schemaId)}${file.modifiedMs} ${file.changedMs}`.padEnd(SLOT_BYTES - 1)}\n`;
}

function beginningOf(file: TrackedFile, schemaId: string): string {
  return `${identityOf(file)} ${schemaId} `;
}
