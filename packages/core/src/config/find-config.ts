import { existsSync, lstatSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { attempt } from "../errors/attempt.js";
import { ConfigAmbiguousError, ConfigForeignError } from "../errors/classes/config-errors.js";
import { enclosingFolders } from "../files/enclosing-folders.js";

/** Names of a configuration file, besides `package.json` with the key `picklejar`. */
export const CONFIG_FILE_NAMES = ["ts", "mts", "cts", "js", "mjs", "cjs", "json"].map(
  (extension) => `picklejar.config.${extension}`,
);

/**
 * Finds the configuration file of a folder, or of the nearest folder above it that has one. Gives an absolute path.
 *
 * @remarks Eight `stat`s a folder, about 10 µs; a `package.json` on the way is read, and parsed if it mentions picklejar.
 * @throws {@link ConfigAmbiguousError} `CONFIG_AMBIGUOUS` if one folder has several; {@link ConfigForeignError} `CONFIG_FOREIGN` if it is
 * another user's
 */
export function findConfig(directory: string): string | undefined {
  for (const folder of enclosingFolders(resolve(directory))) {
    const [file, ...others] = listConfigFiles(folder);
    if (file === undefined) continue;
    if (others.length > 0) throw new ConfigAmbiguousError([file, ...others]);
    refuseForeignConfig(file, directory);
    return file;
  }
  return undefined;
}

function listConfigFiles(directory: string): string[] {
  const files = CONFIG_FILE_NAMES.map((name) => join(directory, name)).filter((path) => existsSync(path));
  const packageFile = join(directory, "package.json");
  return hasPackageConfig(packageFile) ? [...files, packageFile] : files;
}

function hasPackageConfig(packageFile: string): boolean {
  if (!existsSync(packageFile)) return false;
  const text = readFileSync(packageFile, "utf8");
  if (!text.includes('"picklejar"')) return false;
  // npm complains about a file that cannot be parsed.
  const content = attempt((): unknown => JSON.parse(text));
  return typeof content === "object" && content !== null && Object.hasOwn(content, "picklejar");
}

/**
 * Refuses a configuration file that another user could have put where the search passes, for example in `/tmp`.
 *
 * The file, its folder and the target of a link must belong to this user, to root, or to the owner of the folder where the search began.
 * A user who works in a folder runs its owner's code anyway, so root may work in a checkout of another user, for example in a container.
 */
function refuseForeignConfig(file: string, directory: string): void {
  const userId = process.getuid?.();
  // Without user ids (Windows) each user has a temporary folder of their own.
  if (userId === undefined) return;
  const trusted = new Set([userId, ROOT, statSync(directory, { throwIfNoEntry: false })?.uid]);
  const foreign = [lstatSync(file), statSync(file), statSync(dirname(file))].find(({ uid }) => !trusted.has(uid));
  if (foreign !== undefined) throw new ConfigForeignError(file, foreign.uid, resolve(directory));
}

const ROOT = 0;
