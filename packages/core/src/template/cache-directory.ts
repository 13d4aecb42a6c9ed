import { accessSync, chmodSync, constants, mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

import { attempt } from "../errors/attempt.js";
import { CacheUnavailableError } from "../errors/classes/template-errors.js";
import { ensureDirectory } from "../files/ensure-directory.js";
import { canSqliteOpen } from "../files/longest-path.js";

/** By project directory. Of this process, since the templates of all its runs go to one place. */
const found = new Map<string, string>();

/**
 * Makes sure of the folder for the templates of a project: `node_modules/.cache/picklejar` of the nearest `node_modules`, or a folder of the user's
 * if there is none that can be used.
 *
 * Templates hold what seeds wrote, so only this user may look into the folder. Another user's folder is not used, even if everybody may write to it:
 * neither of the two could read or replace what the other writes.
 *
 * @throws {@link CacheUnavailableError} `CACHE_UNAVAILABLE` if neither can be made
 */
export function ensureCacheDirectory(projectDirectory: string): string {
  const known = found.get(projectDirectory);
  if (known !== undefined && statSync(known, { throwIfNoEntry: false }) !== undefined) return known;
  const nodeModules = nearestNodeModules(projectDirectory);
  // A read-only installation, or another user's, is as good as none.
  const inProject =
    nodeModules === undefined ? undefined : attempt(() => ensureOwnDirectory(join(nodeModules, ".cache", "picklejar")));
  const directory = inProject ?? createUserCache();
  found.set(projectDirectory, directory);
  return directory;
}

function nearestNodeModules(directory: string): string | undefined {
  const candidate = join(directory, "node_modules");
  if (statSync(candidate, { throwIfNoEntry: false })?.isDirectory() === true) return candidate;
  const parent = dirname(directory);
  return parent === directory ? undefined : nearestNodeModules(parent);
}

function createUserCache(): string {
  const directory = join(userCacheDirectory(), "picklejar");
  try {
    return ensureOwnDirectory(directory);
  } catch (error) {
    throw new CacheUnavailableError(directory, error);
  }
}

/** From a cache folder on: `/.building-`, a fingerprint, a pid, a thread's id, twelve digits, and `/template.db`. Locks are shorter. */
const LONGEST_NAME_BYTES = "/.building-".length + 64 + 1 + (10 + 1 + 10 + 1 + 12) + "/template.db".length;

/** @throws what `fs` throws, and `Error` if it is another user's, or its path is too long for SQLite */
function ensureOwnDirectory(directory: string): string {
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
  return directory;
}

function userCacheDirectory(): string {
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  if (process.platform === "win32") return process.env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local");
  const configured = process.env["XDG_CACHE_HOME"];
  return configured === undefined || configured === "" ? join(homedir(), ".cache") : configured;
}
