import { dirname, sep } from "node:path";

/** An absolute path, and the folders that it lies in, from the inside out. */
export function enclosingFolders(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...enclosingFolders(parent)];
}

/** Whether an absolute path is that of a folder, or lies in it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
