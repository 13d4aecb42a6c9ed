import { renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { createPrivateName } from "./private-name.js";

/**
 * Writes a file of ours, replacing what is there: whole under a private name, then renamed, so that nobody ever reads half of it. Only this user
 * may read it.
 *
 * @param options.flush whether its content is on the disk before it has its name
 * @throws what `fs` throws. Nothing is left of it then.
 */
export function writeAtomically(path: string, content: string, { flush = false } = {}): void {
  const privatePath = join(dirname(path), createPrivateName());
  try {
    writeFileSync(privatePath, content, { flag: "wx", mode: 0o600, flush });
    renameSync(privatePath, path);
  } catch (error) {
    rmSync(privatePath, { force: true });
    throw error;
  }
}
