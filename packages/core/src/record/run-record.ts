import { readFileSync } from "node:fs";
import { join } from "node:path";

import { writeAtomically } from "../files/place-privately.js";
import type { RunDirectory } from "../runs/run-directory.js";

/**
 * Writes one entry of the run's record, replacing an earlier one; nobody ever reads half of it.
 *
 * @param name of a file, without its extension
 */
export function writeRunRecord(run: RunDirectory, name: string, entry: object): void {
  writeAtomically(pathOf(run, name), JSON.stringify(entry));
}

/** Reads an entry of the run's record, which has the shape that this version of picklejar gave it; `undefined` when there is none. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- Says what `JSON.parse` gives, which only the caller knows.
export function readRunRecord<Entry extends object>(run: RunDirectory, name: string): Entry | undefined {
  let text: string;
  try {
    text = readFileSync(pathOf(run, name), "utf8");
  } catch {
    return undefined;
  }
  const entry: Entry = JSON.parse(text);
  return entry;
}

function pathOf(run: RunDirectory, name: string): string {
  return join(run.recordDirectory, `${name}.json`);
}
