import type { ResolvedDatabase } from "../../config/database-config.js";
import { warnOnce } from "../../errors/warn.js";
import { describeFunction } from "../../modules/functions/describe-function.js";

/** A function that a configuration holds. */
export interface CodeFunction {
  /** The option that holds it; of a migration also its name. */
  readonly name: string;
  readonly run: object;
}

/** Lists the functions that decide a template's content. */
export function listFunctions({ source, migrator, migrate, connection, seed }: ResolvedDatabase): CodeFunction[] {
  const migrations = (source?.migrations ?? []).flatMap(({ name, up }): CodeFunction[] =>
    typeof up === "function" ? [{ name: `migrations ${name}`, run: up }] : [],
  );
  // Its helper is picklejar's own code, and the factory is the project's.
  const migratorOptions = migrator === undefined ? { migrate } : { migrations: migrator.factory };
  const options = Object.entries({ ...migratorOptions, connection, seed }).flatMap(([name, run]): CodeFunction[] =>
    run === undefined ? [] : [{ name, run }],
  );
  return [...migrations, ...options];
}

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
