import { readFileSync } from "node:fs";
import { join } from "node:path";

import { attempt } from "../../errors/attempt.js";
import { enclosingFolders, isInside } from "../../files/enclosing-folders.js";
import { findProjectRoot } from "../../modules/find-project-root.js";

/** A file of the project, above its migrations. */
export interface ConfigurationFile {
  /** Absolute. */
  readonly path: string;
  /** Absolute folder that it is in. */
  readonly folder: string;
  readonly text: string;
}

/** A project without a repository or a lock file has no root that can be told. */
const ALWAYS_SEARCHED = 3;

/** Finds the nearest file with one of some names in the folders between some migrations and the root of their project, and reads it. */
export function findConfiguration(directory: string, names: readonly string[]): ConfigurationFile | undefined {
  const root = findProjectRoot(directory);
  for (const [level, folder] of enclosingFolders(directory).entries()) {
    if (level >= ALWAYS_SEARCHED && !isInside(folder, root)) return undefined;
    for (const name of names) {
      const path = join(folder, name);
      const text = attempt(() => readFileSync(path, "utf8"));
      if (text !== undefined) return { path, folder, text };
    }
  }
  return undefined;
}
