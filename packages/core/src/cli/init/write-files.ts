import { accessSync, constants, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { attempt } from "../../errors/attempt.js";
import { FileNotWrittenError } from "../../errors/classes/init-errors.js";
import { firstLineOf } from "../../errors/message-of.js";
import { enclosingFolders } from "../../files/enclosing-folders.js";
import { placeFile } from "../../files/place-privately.js";
import type { ProposedFile } from "./files/proposed-file.js";

/** What is at the path of a proposed file: `same` is a file with just that content, `other` anything else. */
export type FileState = "missing" | "same" | "other";

/** Looks at the path of a proposed file. A link that leads nowhere counts as `other`. */
export function stateOf(directory: string, { path, content }: ProposedFile): FileState {
  const absolute = join(directory, path);
  if (attempt(() => lstatSync(absolute)) === undefined) return "missing";
  const found = attempt(() => readFileSync(absolute, "utf8"));
  return found?.replaceAll("\r\n", "\n") === content ? "same" : "other";
}

/**
 * Checks that files can be written, before the first of them is.
 *
 * @throws {@link FileNotWrittenError} `FILE_NOT_WRITTEN`
 */
export function requireWritable(directory: string, files: readonly ProposedFile[]): void {
  for (const { path } of files) {
    const absolute = join(directory, path);
    const nearest = enclosingFolders(dirname(absolute)).find((folder) => attempt(() => lstatSync(folder)) !== undefined);
    const stats = attempt(() => statSync(nearest ?? "/"));
    if (stats === undefined) throw new FileNotWrittenError(absolute, `"${nearest ?? ""}" is a link that leads nowhere`, []);
    if (!stats.isDirectory())
      throw new FileNotWrittenError(absolute, `"${nearest ?? ""}" is a file, and a folder is needed there`, []);
    if (attempt(() => accessSync(nearest ?? "/", constants.W_OK | constants.X_OK) ?? true) === undefined)
      throw new FileNotWrittenError(absolute, `this user may not write in "${nearest ?? ""}"`, []);
  }
}

/**
 * Writes files with the folders that they need. A file that is there by now stays as it is.
 *
 * @returns the files that were written, in order
 * @throws {@link FileNotWrittenError} `FILE_NOT_WRITTEN`
 */
export function writeFiles(directory: string, files: readonly ProposedFile[]): readonly ProposedFile[] {
  const written: ProposedFile[] = [];
  for (const file of files) {
    const absolute = join(directory, file.path);
    try {
      mkdirSync(dirname(absolute), { recursive: true });
      if (placeFile(absolute, (privatePath) => writeFileSync(privatePath, file.content, { flag: "wx" }))) written.push(file);
    } catch (error) {
      const before = written.map(({ path }) => join(directory, path));
      throw new FileNotWrittenError(absolute, firstLineOf(error), before, error);
    }
  }
  return written;
}
