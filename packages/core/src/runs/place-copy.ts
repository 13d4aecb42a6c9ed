import { chmodSync, constants, copyFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { linkExclusively } from "../files/link-exclusively.js";
import { createPrivateName } from "../files/private-name.js";
import { notePendingCopy } from "./pending-copies.js";
import type { RunDirectory } from "./run-directory.js";

/**
 * Copies a template to a free path, never over anything: under a private name in the same folder, which is then linked.
 *
 * @returns `false`, with nothing changed, if something is at the path by now
 * @throws what `fs` throws: no folder, no space, no permission. No partial file stays.
 */
export function placeCopy(templatePath: string, path: string, run: RunDirectory): boolean {
  const privatePath = join(dirname(path), createPrivateName());
  const removeNote = notePendingCopy(run, privatePath);
  try {
    copyWritable(templatePath, privatePath);
    return linkExclusively(privatePath, path);
  } finally {
    rmSync(privatePath, { force: true });
    removeNote();
  }
}

/** Copies a template to a name that nobody else uses, with mode 0600, since the template is read-only. */
export function copyWritable(templatePath: string, path: string): void {
  copyFileSync(templatePath, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  chmodSync(path, 0o600);
}
