import { readFile, stat } from "node:fs/promises";
import { isDynamicPattern, glob } from "tinyglobby";

import { MisuseError } from "./parse-tags-arguments.js";

/** A feature file, with its path for messages. */
export interface FeatureFile {
  readonly path: string;
  readonly content: string;
}

/**
 * Reads the feature files of paths, folders and globs, each once, by name.
 *
 * @throws MisuseError for a path without any
 */
export async function findFeatureFiles(paths: readonly string[]): Promise<readonly FeatureFile[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const files = await expand(path);
    if (files.length === 0)
      throw new MisuseError(`"${path}": expected a feature file, a folder with some, or a glob that matches some`);
    for (const file of files) found.add(file);
  }
  const sorted = [...found].toSorted();
  return Promise.all(sorted.map(async (path) => ({ path, content: await readFile(path, "utf8") })));
}

async function expand(path: string): Promise<readonly string[]> {
  const entry = await stat(path).catch(() => undefined);
  if (entry?.isFile() === true) return [path];
  if (entry?.isDirectory() === true) {
    const files = await glob(["**/*.feature", "**/*.feature.md"], { cwd: path, ignore: IGNORED });
    return files.map((file) => joinPath(path, file));
  }
  return isDynamicPattern(path) ? expandGlob(path) : [];
}

/** A glob may match folders. */
async function expandGlob(pattern: string): Promise<readonly string[]> {
  const matches = await glob([pattern], { onlyFiles: false, ignore: IGNORED, expandDirectories: false });
  const expanded = await Promise.all(
    matches.map(async (match) => (match.endsWith("/") ? expand(match.replace(/\/+$/, "")) : [match])),
  );
  return expanded.flat().filter((file) => /\.feature(\.md)?$/.test(file));
}

const IGNORED = ["**/node_modules/**"];

function joinPath(folder: string, file: string): string {
  const start = folder.replace(/[\\/]+$/, "");
  return start === "." ? file : `${start}/${file}`;
}
