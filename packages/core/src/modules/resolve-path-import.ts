import { join } from "node:path";

import { pathKind } from "../files/identity/stat-reachable.js";

const SUBSTITUTIONS: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};
const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json", ".node"];

/**
 * Gives all existing files that an import of an absolute path may mean to Node, TypeScript or a bundler: the file, its TypeScript source, the file
 * with an extension, the index of a folder. The loader decides which one it takes.
 */
export function resolvePathImport(path: string): string[] {
  const named = existingFiles([path, ...substitute(path)]);
  if (named.length > 0) return named;
  const completed = existingFiles(EXTENSIONS.flatMap((extension) => [path + extension, join(path, `index${extension}`)]));
  if (completed.length > 0) return completed;
  const plain = path.replace(/[?#].*$/, "");
  return plain === path ? [] : resolvePathImport(plain);
}

function substitute(path: string): string[] {
  const extension = /\.[cm]?jsx?$/.exec(path)?.[0];
  if (extension === undefined) return [];
  return (SUBSTITUTIONS[extension] ?? []).map((substitution) => path.slice(0, -extension.length) + substitution);
}

function existingFiles(paths: readonly string[]): string[] {
  return paths.filter((path) => pathKind(path) === "file");
}
