import { isAbsolute, resolve } from "node:path";

import { InputsNotFoundError } from "../../errors/classes/config-errors.js";
import { loadLate } from "../../errors/load-late.js";
import { pathKind } from "../../files/identity/stat-reachable.js";

/**
 * Gives the files that `inputs` names, as absolute paths. A pattern with a `!` excludes; the name of a folder stands for everything in it.
 *
 * @throws {@link InputsNotFoundError} `INPUTS_NOT_FOUND` for a pattern that matches nothing
 */
export async function findInputFiles(patterns: readonly string[], directory: string): Promise<string[]> {
  const files = new Set<string>();
  const excluded = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  for (const pattern of patterns) {
    if (pattern.startsWith("!")) continue;
    const found =
      excluded.length === 0 && pathKind(resolve(directory, pattern)) === "file"
        ? [pattern]
        : glob(pattern, excluded, directory);
    if (found.length === 0) throw new InputsNotFoundError(pattern, directory);
    for (const path of found) files.add(resolve(directory, path));
  }
  return [...files];
}

function glob(pattern: string, excluded: readonly string[], directory: string): string[] {
  const ignore = pattern.includes("node_modules") ? excluded : [...excluded, "**/node_modules/**", "**/.git/**"];
  return loadLate("tinyglobby").globSync(isAbsolute(pattern) ? pattern : [pattern], { cwd: directory, dot: true, ignore });
}
