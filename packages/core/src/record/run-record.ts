import { readFileSync } from "node:fs";
import { join } from "node:path";

import { attempt } from "../errors/attempt.js";
import { writeAtomically } from "../files/place-privately.js";
import type { RunDirectory } from "../runs/run-directory.js";

/** Writes one entry of the run's record, under a name without an extension. Replaces an earlier one; readers never see half of it. */
export function writeRunRecord(run: RunDirectory, name: string, entry: object): void {
  writeAtomically(pathOf(run, name), JSON.stringify(entry));
}

/** Reads an entry of the run's record, written by this version of picklejar; `undefined` if there is none. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- Only the caller knows what `JSON.parse` gives.
export function readRunRecord<Entry extends object>(run: RunDirectory, name: string): Entry | undefined {
  const json = attempt(() => readFileSync(pathOf(run, name), "utf8"));
  if (json === undefined) return undefined;
  const entry: Entry = JSON.parse(json);
  return entry;
}

function pathOf(run: RunDirectory, name: string): string {
  return join(run.recordDirectory, `${name}.json`);
}
