import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";

import { attempt } from "../errors/attempt.js";
import { enclosingFolders } from "../files/enclosing-folders.js";

/** A package as a module sees it. */
export interface FoundPackage {
  readonly name: string;
  readonly version: string;
  /** Absolute, links followed. */
  readonly directory: string;
  /** Whether it is source of the project (linked, or the module's own package), not installed. */
  readonly isProjectSource: boolean;
}

/** Finds a package by name as Node does: in the `node_modules` of a folder and of those above it, then the folder's own package. */
export function findPackage(name: string, fromDirectory: string): FoundPackage | undefined {
  const candidates = enclosingFolders(fromDirectory).map((folder) => join(folder, "node_modules", name));
  const installed = candidates.find((candidate) => existsSync(join(candidate, "package.json")));
  if (installed !== undefined) return describePackage(name, realpathSync(installed));
  const own = findOwnPackage(fromDirectory);
  return own?.name === name ? own : undefined;
}

/** Finds the package that a folder belongs to. */
export function findOwnPackage(fromDirectory: string): FoundPackage | undefined {
  const directory = enclosingFolders(fromDirectory).find((folder) => existsSync(join(folder, "package.json")));
  return directory === undefined ? undefined : describePackage(undefined, directory);
}

/** Finds the package of a file of ours. The bundle is a folder with a `package.json` of its own, which only says that it is CommonJS. */
export function findPicklejar(fromDirectory: string): FoundPackage | undefined {
  const found = findOwnPackage(fromDirectory);
  return found?.name === "" ? findOwnPackage(dirname(found.directory)) : found;
}

/** Whether a path leads into an installed package. A package that pnpm injects from the workspace counts as source: its version does not change. */
export function isInstalled(absolutePath: string): boolean {
  return absolutePath.includes(`${sep}node_modules${sep}`) && !/[/\\]\.pnpm[/\\][^/\\]*@file\+/.test(absolutePath);
}

function describePackage(name: string | undefined, directory: string): FoundPackage {
  const manifest = readManifest(join(directory, "package.json"));
  return {
    name: name ?? manifest.name ?? "",
    version: manifest.version ?? "0.0.0",
    directory,
    isProjectSource: !isInstalled(directory),
  };
}

function readManifest(path: string): { readonly name?: string; readonly version?: string } {
  const manifest = attempt((): unknown => JSON.parse(readFileSync(path, "utf8")));
  return typeof manifest === "object" && manifest !== null ? manifest : {};
}
