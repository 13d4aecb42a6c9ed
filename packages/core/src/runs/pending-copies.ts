import { lstatSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { isPrivateName } from "../files/private-name.js";
import { recordDirectoryOf, type RunDirectory } from "./run-directory.js";

const SUFFIX = ".pending";

/**
 * Notes in the run's record that a copy is being written outside of the run directory, where no sweep looks: a process that is killed over it
 * would leave it for ever.
 *
 * @param privatePath absolute
 * @returns what takes the note back
 * @throws what `fs` throws
 */
export function notePendingCopy(run: RunDirectory, privatePath: string): () => void {
  const note = join(run.recordDirectory, `${basename(privatePath)}${SUFFIX}`);
  writeFileSync(note, privatePath, { mode: 0o600 });
  return () => rmSync(note, { force: true });
}

/** Removes the copies that processes of a run were killed over. Never throws. */
export function removePendingCopies(runPath: string): void {
  const recordDirectory = recordDirectoryOf(runPath);
  for (const note of listNotes(recordDirectory)) {
    try {
      const privatePath = readFileSync(join(recordDirectory, note), "utf8");
      if (isPrivateName(basename(privatePath)) && lstatSync(privatePath).isFile()) unlinkSync(privatePath);
    } catch {
      // It was not begun, or it is gone.
    }
  }
}

function listNotes(recordDirectory: string): readonly string[] {
  try {
    return readdirSync(recordDirectory).filter((name) => name.endsWith(SUFFIX));
  } catch {
    return [];
  }
}
