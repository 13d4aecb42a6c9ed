import type { ResolvedDatabase } from "../config/database-config.js";
import { warnOnce } from "../errors/warn.js";
import { describeFunction } from "../modules/functions/describe-function.js";
import { listFunctions } from "./fingerprint/code-functions.js";

/**
 * Whether a database's templates can serve this process only, since functions in its code cannot be compared with those of another process or call.
 * Says so, once.
 */
export function needsPrivateCache(database: ResolvedDatabase): boolean {
  if (database.file !== undefined) return false;
  const incomparable = listFunctions(database).flatMap(({ name, run }) =>
    describeFunction(run).incomparable.map((what) => `${name} uses ${what}`),
  );
  if (incomparable.length === 0) return false;
  warnOnce(
    "private cache",
    `in a configuration given in code, ${incomparable.join(", ")}, which cannot be compared with another call. ` +
      "Its template is built for this process alone. To share it, make that inside the function, or use a configuration file.",
  );
  return true;
}
