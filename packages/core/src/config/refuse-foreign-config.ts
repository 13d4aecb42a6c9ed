import { lstatSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { ConfigForeignError } from "../errors/config-errors.js";

/**
 * Refuses a configuration file that another user could have put where a search upwards comes by, such as `/tmp`.
 *
 * It must belong to this user, to root, or to the owner of the folder where the search began, as must its folder and, if it is a link, what it
 * leads to. Whoever works in a folder runs its owner's code anyway: so root may work in a checkout of another user, as containers do.
 *
 * @param directory where the search began
 * @throws {@link ConfigForeignError} `CONFIG_FOREIGN`
 */
export function refuseForeignConfig(file: string, directory: string): void {
  const userId = process.getuid?.();
  // Without user ids (Windows) each user has a temporary folder of their own.
  if (userId === undefined) return;
  const trusted = new Set([userId, ROOT, statSync(directory, { throwIfNoEntry: false })?.uid]);
  const foreign = [lstatSync(file), statSync(file), statSync(dirname(file))].find(({ uid }) => !trusted.has(uid));
  if (foreign !== undefined) throw new ConfigForeignError(file, foreign.uid, resolve(directory));
}

const ROOT = 0;
