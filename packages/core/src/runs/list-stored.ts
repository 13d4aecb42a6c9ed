import { readdirSync } from "node:fs";
import { join } from "node:path";

import { findParentDirectory } from "../files/parent-directory.js";
import { possibleStorages } from "./choose-storage.js";

/** Something in a folder that holds run directories of this user: a run, what is left of one, or anything else. */
export interface Stored {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** Lists what lies beside the runs that earlier processes, and this one, may have made; the likely storage first. */
export function listStored(): readonly Stored[] {
  return possibleStorages().flatMap((storage) => {
    const parent = findParentDirectory(storage);
    return parent === undefined ? [] : readdirSync(parent).map((name) => ({ name, path: join(parent, name) }));
  });
}
