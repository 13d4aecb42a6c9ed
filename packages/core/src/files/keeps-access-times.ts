import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";

import { pastSeconds } from "./file-stamp.js";

/**
 * Whether the file system notes when a file is read, which one mounted with `noatime` does not: tried out with a file.
 *
 * @param path absolute; where nothing is, nor is anything left
 */
export function keepsAccessTimes(path: string): boolean {
  try {
    writeFileSync(path, "probe", { flag: "wx", mode: 0o600 });
    const stampSeconds = pastSeconds();
    utimesSync(path, stampSeconds, stampSeconds);
    if (statSync(path).atimeMs !== stampSeconds * 1000) return false;
    readFileSync(path);
    return statSync(path).atimeMs !== stampSeconds * 1000;
  } catch {
    return false;
  } finally {
    rmSync(path, { force: true });
  }
}
