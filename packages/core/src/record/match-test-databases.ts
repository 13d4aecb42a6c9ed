import { loadLate } from "../errors/load-late.js";

/** Whether an absolute path matches one of the absolute globs of `testDatabases`. Loads the matcher only if there is a glob. */
export function matchesTestDatabases(path: string, globs: readonly string[]): boolean {
  if (globs.length === 0) return false;
  if (globs.includes(path)) return true;
  return loadLate("picomatch")(globs.map((glob) => glob.replaceAll("\\", "/")))(path.replaceAll("\\", "/"));
}
