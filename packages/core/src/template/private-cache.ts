import type { ResolvedDatabase } from "../config/database-config.js";
import { listFunctions } from "./fingerprint/code-functions.js";
import { describeFunction } from "../modules/functions/describe-function.js";
import { ensureRunFolder } from "../runs/ensure-run-folder.js";
import type { RunDirectory } from "../runs/run-directory.js";

let isSaid = false;

/**
 * Whether a database's templates can serve this process only: those of functions in code that cannot be compared with the functions of another
 * process, or of another call. Says so, once.
 */
export function needsPrivateCache(database: ResolvedDatabase): boolean {
  if (database.file !== undefined) return false;
  const incomparable = listFunctions(database).flatMap(({ name, run }) =>
    describeFunction(run).incomparable.map((what) => `${name} uses ${what}`),
  );
  if (incomparable.length > 0) sayOnce(incomparable);
  return incomparable.length > 0;
}

/** Gives the folder for templates that go with the run. */
export function ensurePrivateCache(run: RunDirectory): string {
  return ensureRunFolder(run, "templates");
}

function sayOnce(incomparable: readonly string[]): void {
  if (isSaid) return;
  isSaid = true;
  process.stderr.write(
    `picklejar: in a configuration given in code, ${incomparable.join(", ")}, which cannot be compared with another call. ` +
      "Its template is built for this process alone. To share it, make that inside the function, or use a configuration file.\n",
  );
}
