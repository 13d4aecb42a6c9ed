import { statSync, type Stats } from "node:fs";

/** What is at an absolute path, links followed; `undefined` for nothing, and for what can be no path: texts of modules are tried as paths. */
export function pathKind(path: string): "file" | "folder" | undefined {
  const stats = statQuietly(path);
  if (stats?.isFile() === true) return "file";
  return stats?.isDirectory() === true ? "folder" : undefined;
}

/** Whether no file, or an empty one, is at an absolute path. */
export function isMissingOrEmpty(path: string): boolean {
  return (statQuietly(path)?.size ?? 0) === 0;
}

/** Too long, with a NUL character, a link that leads to itself, behind a folder that nobody may look into. */
function statQuietly(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
