import { statSync, type Stats } from "node:fs";

/**
 * Looks at the file that a path leads to; `undefined` where it leads to none: nothing is there, links lead round in a circle, or a folder on the
 * way became something else or may not be entered.
 *
 * @remarks For paths that were checked before, whose folders the application may have changed since. Costs what `statSync` costs.
 */
export function statReachable(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && "code" in error && UNREACHABLE.has(error.code)) return undefined;
    throw error;
  }
}

/** `ENOENT` is among them as `throwIfNoEntry` does not cover all of what Windows says. */
const UNREACHABLE = new Set<unknown>(["ELOOP", "ENOTDIR", "EACCES", "ENOENT", "ENAMETOOLONG"]);
