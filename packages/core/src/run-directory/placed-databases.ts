import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { threadId } from "node:worker_threads";

import type { FileIdentity } from "./file-identity.js";
import type { RunDirectory } from "./run-directory.js";

/** Room for an identity, a source and a line break; see {@link FileIdentity}. */
const SLOT_BYTES = 96;

/** Undoes {@link recordPlacedDatabase}, once: to be called before the file goes, as its inode may come back at once. */
export type ForgetPlacedDatabase = () => void;

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
export function recordPlacedDatabase(run: RunDirectory, identity: FileIdentity, sourceId: string): ForgetPlacedDatabase {
  const slots = openSlots(run);
  const index = slots.free.pop() ?? slots.length++;
  writeSlot(slots.descriptor, index, slotOf(identity, sourceId));
  let isForgotten = false;
  return () => {
    // Closed with its run, the descriptor may be another file's by now.
    if (isForgotten || slotFiles.get(run.path) !== slots) return;
    isForgotten = true;
    writeSlot(slots.descriptor, index, EMPTY_SLOT);
    slots.free.push(index);
  };
}

/** Whether some process of the run placed this file, made from this source; no, where the run has ended. */
export function isPlacedDatabase(run: RunDirectory, identity: FileIdentity, sourceId: string): boolean {
  const directory = run.placedDirectory;
  const slot = slotOf(identity, sourceId);
  try {
    return readdirSync(directory).some((name) => readFileSync(join(directory, name), "latin1").includes(slot));
  } catch {
    // A process may outlive the run that it was started in, as a server does: it goes on as in production.
    return false;
  }
}

/** Gives the descriptor back of a run that has ended. */
export function closePlacedDatabases(run: RunDirectory): void {
  const slots = slotFiles.get(run.path);
  if (slots === undefined) return;
  slotFiles.delete(run.path);
  closeSync(slots.descriptor);
}

function openSlots(run: RunDirectory): SlotFile {
  let slots = slotFiles.get(run.path);
  if (slots === undefined) {
    const name = `${process.pid}-${threadId}-${randomBytes(6).toString("hex")}`;
    slots = { descriptor: openSync(join(run.placedDirectory, name), "wx", 0o600), free: [], length: 0 };
    slotFiles.set(run.path, slots);
  }
  return slots;
}

/** Through one buffer, as a text would be given a new one each time. */
function writeSlot(descriptor: number, index: number, slot: string): void {
  slotBytes.write(slot, "latin1");
  writeSync(descriptor, slotBytes, 0, SLOT_BYTES, index * SLOT_BYTES);
}

function slotOf(identity: FileIdentity, sourceId: string): string {
  return `${`${identity} ${sourceId}`.padEnd(SLOT_BYTES - 1)}\n`;
}
