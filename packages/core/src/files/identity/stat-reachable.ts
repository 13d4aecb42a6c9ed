import { lstatSync, statSync, type Stats } from "node:fs";

import { hasErrorCode } from "../../errors/error-code.js";
import { attempt } from "../../errors/attempt.js";

/**
 * `statSync` of a path that was checked before, and whose folders the application may have changed since: `undefined` also where links lead round in
 * a circle, or a folder on the way became something else or may not be entered.
 */
export function statReachable(path: string): Stats | undefined {
  return look(path, statSync);
}

/** The same, of a link itself. */
export function lstatReachable(path: string): Stats | undefined {
  return look(path, lstatSync);
}

/** What is at an absolute path, links followed; `undefined` for nothing, and for a string that cannot be a path: strings in modules are tried. */
export function pathKind(path: string): "file" | "folder" | undefined {
  const stats = attempt(() => statSync(path, { throwIfNoEntry: false }));
  if (stats?.isFile() === true) return "file";
  return stats?.isDirectory() === true ? "folder" : undefined;
}

/** Whether no file, or an empty one, is at an absolute path. */
export function isMissingOrEmpty(path: string): boolean {
  return (attempt(() => statSync(path, { throwIfNoEntry: false }))?.size ?? 0) === 0;
}

function look(path: string, stat: typeof statSync): Stats | undefined {
  try {
    return stat(path, { throwIfNoEntry: false });
  } catch (error) {
    // Windows reports `ENOENT` although `throwIfNoEntry` is false.
    if (hasErrorCode(error, "ELOOP", "ENOTDIR", "EACCES", "ENOENT", "ENAMETOOLONG")) return undefined;
    throw error;
  }
}
