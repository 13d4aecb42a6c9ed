import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

import { CacheUnavailableError } from "../errors/template-errors.js";

const found = new Map<string, string>();

/**
 * Gives the folder for the templates of a project, made when it is missing: `node_modules/.cache/picklejar` of the nearest
 * `node_modules`, or a folder of the user's own where there is none, or none that can be written to.
 *
 * @throws {@link CacheUnavailableError} `CACHE_UNAVAILABLE` where that cannot be made either
 */
export function ensureCacheDirectory(projectDirectory: string): string {
  const known = found.get(projectDirectory);
  if (known !== undefined && statSync(known, { throwIfNoEntry: false }) !== undefined) return known;
  const directory = createIn(nearestNodeModules(projectDirectory)) ?? createUserCache();
  found.set(projectDirectory, directory);
  return directory;
}

function nearestNodeModules(directory: string): string | undefined {
  const candidate = join(directory, "node_modules");
  if (statSync(candidate, { throwIfNoEntry: false })?.isDirectory() === true) return candidate;
  const parent = dirname(directory);
  return parent === directory ? undefined : nearestNodeModules(parent);
}

function createIn(nodeModules: string | undefined): string | undefined {
  if (nodeModules === undefined) return undefined;
  const directory = join(nodeModules, ".cache", "picklejar");
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    return directory;
  } catch {
    // A read-only installation: the user's own cache serves as well.
    return undefined;
  }
}

function createUserCache(): string {
  const directory = join(userCacheDirectory(), "picklejar");
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new CacheUnavailableError(directory, error);
  }
  return directory;
}

function userCacheDirectory(): string {
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  if (process.platform === "win32") return process.env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local");
  const configured = process.env["XDG_CACHE_HOME"];
  return configured === undefined || configured === "" ? join(homedir(), ".cache") : configured;
}
