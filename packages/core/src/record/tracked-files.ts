import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

import { identityOf, type IdentityParts } from "../files/file-identity.js";
import { createUniqueName } from "../files/unique-name.js";
import type { RunDirectory } from "../runs/run-directory.js";

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

interface SlotFile {
  readonly descriptor: number;
  readonly free: number[];
  length: number;
}

const slotFiles = new Map<string, SlotFile>();
const slotBytes = Buffer.alloc(SLOT_BYTES);
const EMPTY_SLOT = `${" ".repeat(SLOT_BYTES - 1)}\n`;

/**
 * Tells every process of the run that picklejar placed this file, made from this source.
 *
 * One write of fixed length into a file of this thread's own: a reader sees a slot that is whole, empty, or, when it is being
 * written, a mixture of an entry and blanks, which matches nothing.
 */
export function trackFile(run: RunDirectory, file: TrackedFile, schemaId: string): TrackedFileEntry {
  const slots = openSlots(run);
  const index = slots.free.pop() ?? slots.length++;
  writeSlot(slots.descriptor, index, slotOf(file, schemaId));
  let isForgotten = false;
  // Closed with its run, the descriptor may be another file's by now.
  const isOver = () => isForgotten || slotFiles.get(run.path) !== slots;
  return {
    update(again) {
      if (!isOver()) writeSlot(slots.descriptor, index, slotOf(again, schemaId));
    },
    forget() {
      if (isOver()) return;
      isForgotten = true;
      writeSlot(slots.descriptor, index, EMPTY_SLOT);
      slots.free.push(index);
    },
  };
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

/** Gives the descriptor back of a run that has ended. */
export function closeTrackedFiles(run: RunDirectory): void {
  const slots = slotFiles.get(run.path);
  if (slots === undefined) return;
  slotFiles.delete(run.path);
  closeSync(slots.descriptor);
}

function openSlots(run: RunDirectory): SlotFile {
  let slots = slotFiles.get(run.path);
  if (slots === undefined) {
    const path = join(run.trackedDirectory, createUniqueName());
    slots = { descriptor: openSync(path, "wx", 0o600), free: [], length: 0 };
    slotFiles.set(run.path, slots);
  }
  return slots;
}

/** Through one buffer, as a text would be given a new one each time. */
function writeSlot(descriptor: number, index: number, slot: string): void {
  slotBytes.write(slot, "latin1");
  writeSync(descriptor, slotBytes, 0, SLOT_BYTES, index * SLOT_BYTES);
}

function slotOf(file: TrackedFile, schemaId: string): string {
  return `${`${beginningOf(file, schemaId)}${file.modifiedMs} ${file.changedMs}`.padEnd(SLOT_BYTES - 1)}\n`;
}

function beginningOf(file: TrackedFile, schemaId: string): string {
  return `${identityOf(file)} ${schemaId} `;
}
