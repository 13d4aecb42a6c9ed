import { accessSync, chmodSync, constants, mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

import { CacheUnavailableError } from "../errors/template-errors.js";
import { ensureDirectory } from "../files/ensure-directory.js";
import { canSqliteOpen } from "../files/longest-path.js";

const found = new Map<string, string>();

/**
 * Gives the folder for the templates of a project, made when it is missing: `node_modules/.cache/picklejar` of the nearest
 * `node_modules`, or a folder of the user's own where there is none, or none that can be used.
 *
 * Templates hold what seeds wrote, so only this user may look into the folder. Another user's is not used, even where everybody may write to it:
 * what each of two users writes there, the other can neither read nor replace.
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
    ensureOwnDirectory(directory);
    return directory;
  } catch {
    // A read-only installation, or another user's: the user's own cache serves as well.
    return undefined;
  }
}

function createUserCache(): string {
  const directory = join(userCacheDirectory(), "picklejar");
  try {
    ensureOwnDirectory(directory);
  } catch (error) {
    throw new CacheUnavailableError(directory, error);
  }
  return directory;
}

/** From a cache folder on: `/.building-`, a fingerprint, a pid, a thread's id, twelve digits, and `/template.db`. Locks are shorter. */
const LONGEST_NAME_BYTES = "/.building-".length + 64 + 1 + (10 + 1 + 10 + 1 + 12) + "/template.db".length;

/** @throws what `fs` throws, and `Error` where it is another user's, or its path too long for SQLite */
function ensureOwnDirectory(directory: string): void {
  if (!canSqliteOpen(directory, LONGEST_NAME_BYTES)) throw new Error("its path is too long for SQLite");
  // Its parents are shared with other tools, and get the usual permissions.
  mkdirSync(dirname(directory), { recursive: true });
  ensureDirectory(directory);
  const { uid, mode } = statSync(directory);
  const userId = process.getuid?.();
  if (userId !== undefined && uid !== userId)
    throw new Error(`it belongs to user ${uid}, and this process runs as user ${userId}`);
  // Made by an older version of picklejar, or by hand.
  if (userId !== undefined && (mode & 0o077) !== 0) chmodSync(directory, 0o700);
  accessSync(directory, constants.W_OK | constants.X_OK);
}

function userCacheDirectory(): string {
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  if (process.platform === "win32") return process.env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local");
  const configured = process.env["XDG_CACHE_HOME"];
  return configured === undefined || configured === "" ? join(homedir(), ".cache") : configured;
}
