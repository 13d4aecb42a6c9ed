import { lstatSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { attempt } from "../errors/attempt.js";
import { isPrivateName } from "../files/private-name.js";
import { recordDirectoryOf, type RunDirectory } from "./run-directory.js";

const SUFFIX = ".pending";

/**
 * Notes in the run's record that a copy is being written outside the run directory, where no sweep looks. Otherwise a process that is killed
 * meanwhile would leave the copy there forever.
 *
 * @param privatePath absolute
 * @returns a function that removes the note
 * @throws what `fs` throws
 */
export function notePendingCopy(run: RunDirectory, privatePath: string): () => void {
  const note = join(run.recordDirectory, `${basename(privatePath)}${SUFFIX}`);
  writeFileSync(note, privatePath, { mode: 0o600 });
  return () => rmSync(note, { force: true });
}

/** Removes the copies that killed processes of a run left. Never throws. */
export function removePendingCopies(runPath: string): void {
  const recordDirectory = recordDirectoryOf(runPath);
  for (const note of attempt(() => readdirSync(recordDirectory)) ?? []) {
    if (!note.endsWith(SUFFIX)) continue;
    // The copy may not have been begun, or be gone.
    attempt(() => {
      const privatePath = readFileSync(join(recordDirectory, note), "utf8");
      if (isPrivateName(basename(privatePath)) && lstatSync(privatePath).isFile()) unlinkSync(privatePath);
    });
  }
}
