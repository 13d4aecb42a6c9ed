import { chmodSync, constants, copyFileSync } from "node:fs";

import { placeFile } from "../files/place-privately.js";
import { notePendingCopy } from "./pending-copies.js";
import type { RunDirectory } from "./run-directory.js";

/**
 * Copies a template to a path where nothing is.
 *
 * @returns `false`, with nothing changed, if something is at the path by now
 * @throws what `fs` throws: no folder, no space, no permission. No partial file stays.
 */
export function placeCopy(templatePath: string, path: string, run: RunDirectory): boolean {
  let forget: (() => void) | undefined;
  try {
    return placeFile(path, (privatePath) => {
      forget = notePendingCopy(run, privatePath);
      copyWritable(templatePath, privatePath);
    });
  } finally {
    forget?.();
  }
}

/** Copies a template to a name that nobody else uses, with mode 0600, since the template is read-only. */
export function copyWritable(templatePath: string, path: string): void {
  copyFileSync(templatePath, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  chmodSync(path, 0o600);
}
