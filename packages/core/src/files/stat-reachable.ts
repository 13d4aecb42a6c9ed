import { lstatSync, statSync, type Stats } from "node:fs";
import { errorCodeOf } from "../errors/error-code.js";

/**
 * Looks at the file that a path leads to; `undefined` where it leads to none: nothing is there, links lead round in a circle, or a folder on the
 * way became something else or may not be entered.
 *
 * @remarks For paths that were checked before, whose folders the application may have changed since. Costs what `statSync` costs.
 */
export function statReachable(path: string): Stats | undefined {
  return look(() => statSync(path, { throwIfNoEntry: false }));
}

/** The same, of a link itself. */
export function lstatReachable(path: string): Stats | undefined {
  return look(() => lstatSync(path, { throwIfNoEntry: false }));
}

function look(stat: () => Stats | undefined): Stats | undefined {
  try {
    return stat();
  } catch (error) {
    if (UNREACHABLE.has(errorCodeOf(error))) return undefined;
    throw error;
  }
}

/** `ENOENT` is among them as `throwIfNoEntry` does not cover all of what Windows says. */
const UNREACHABLE = new Set<unknown>(["ELOOP", "ENOTDIR", "EACCES", "ENOENT", "ENAMETOOLONG"]);
