import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/** A package as a module sees it. */
export interface FoundPackage {
  readonly name: string;
  readonly version: string;
  /** Absolute, links followed. */
  readonly directory: string;
  /** Whether it is source of the project, linked or containing the module itself, and not something installed. */
  readonly isProjectSource: boolean;
}

/** Finds a package by name as Node does: in the `node_modules` of a folder and of those above it, then the folder's own package. */
export function findPackage(name: string, fromDirectory: string): FoundPackage | undefined {
  for (let current = fromDirectory; ; current = dirname(current)) {
    const candidate = join(current, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return describePackage(name, realpathSync(candidate));
    if (dirname(current) === current) break;
  }
  const own = findOwnPackage(fromDirectory);
  return own?.name === name ? own : undefined;
}

/** Finds the package that a folder belongs to. */
export function findOwnPackage(fromDirectory: string): FoundPackage | undefined {
  for (let current = fromDirectory; ; current = dirname(current)) {
    if (existsSync(join(current, "package.json"))) return describePackage(undefined, current);
    if (dirname(current) === current) return undefined;
  }
}

/** Whether a path leads into an installed package. What pnpm injected from the workspace changes with no version, so it counts as source. */
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
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof manifest === "object" && manifest !== null ? manifest : {};
  } catch {
    return {};
  }
}
