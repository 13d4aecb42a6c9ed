import { isMissingOrEmpty } from "../files/stat-reachable.js";
import { takeFastPath } from "../record/fast-path.js";
import type { Origin } from "../record/origin.js";
import { parseDatabasePath } from "../sqlite/database-path.js";
import { configKeyOf } from "../record/registered-source.js";

export interface SkipWhenInitializedOptions {
  /** Name of the database in the tests' configuration. @defaultValue `"default"` */
  readonly database?: string;
}

const OPTIONS: readonly string[] = ["database"] satisfies readonly (keyof SkipWhenInitializedOptions)[];

/**
 * Runs an application's own migrator, except in a test run. There it is skipped if the database is known to be migrated (`cached`). If the file is
 * missing where only tests have their files, it becomes a copy of the template (`created`). In production the migrator always runs.
 *
 * Only for configurations with `migrate`; a `MigrationRunner` does the same by itself.
 *
 * @param path a path or URL of the database that `migrate` works on
 * @throws what `migrate` throws; `TypeError` for a wrong path, function or option
 */
export async function skipWhenInitialized(
  path: string | URL,
  migrate: () => unknown,
  options: SkipWhenInitializedOptions = {},
): Promise<Origin> {
  if (typeof migrate !== "function" || !areOptions(options)) {
    const { skipArgumentError } = await import("./argument-error.js");
    throw skipArgumentError(migrate, options, OPTIONS);
  }
  const parsed = parseDatabasePath(path);
  if (parsed.kind === "memory") {
    await migrate();
    return "memory";
  }
  const known = takeFastPath(parsed.path, { key: configKeyOf(options.database ?? "default") });
  if (known !== undefined) return known;
  const isNew = isMissingOrEmpty(parsed.path);
  await migrate();
  return isNew ? "created" : "upgraded";
}

function areOptions(options: unknown): boolean {
  if (typeof options !== "object" || options === null || Array.isArray(options)) return false;
  const name = "database" in options ? options.database : undefined;
  return (name === undefined || typeof name === "string") && Object.keys(options).every((option) => OPTIONS.includes(option));
}
