import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Bytes of a file, or of the files in a folder and in the folders in it. What vanishes meanwhile counts nothing. */
export function measureSize(path: string): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return stats?.size ?? 0;
  try {
    return readdirSync(path).reduce((sum, name) => sum + measureSize(join(path, name)), 0);
  } catch {
    // Its owner removed it while we looked.
    return 0;
  }
}
