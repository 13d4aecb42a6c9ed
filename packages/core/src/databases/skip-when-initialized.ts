import { takeFastPath } from "../record/fast-path.js";
import { parseDatabasePath } from "../sqlite/database-path.js";
import { configKeyOf } from "../record/registered-source.js";

export interface SkipWhenInitializedOptions {
  /** Name of the database in the tests' configuration. @defaultValue `"default"` */
  readonly database?: string;
}

const OPTIONS: readonly string[] = ["database"] satisfies readonly (keyof SkipWhenInitializedOptions)[];

/** What {@link skipWhenInitialized} did. */
export type SkipWhenInitializedResult = "skipped" | "copied" | "migrated";

/**
 * Runs an application's own migrator, except in a test run. There it is skipped if the database is known to be migrated. If the file is missing where
 * only tests have their files, it becomes a copy of the template. In production the migrator always runs.
 *
 * Only for configurations with `migrate`; a `MigrationRunner` does the same by itself.
 *
 * @param path a path or URL of the database that `migrate` works on
 * @throws what `migrate` throws; `TypeError` for what is no path, no function, or not an option
 */
export async function skipWhenInitialized(
  path: string | URL,
  migrate: () => unknown,
  options: SkipWhenInitializedOptions = {},
): Promise<SkipWhenInitializedResult> {
  if (typeof migrate !== "function" || !areOptions(options)) {
    const { skipArgumentError } = await import("./argument-error.js");
    throw skipArgumentError(migrate, options, OPTIONS);
  }
  const parsed = parseDatabasePath(path);
  const outcome =
    parsed.kind === "memory" ? undefined : takeFastPath(parsed.path, { key: configKeyOf(options.database ?? "default") });
  if (outcome !== undefined) return outcome === "existing" ? "skipped" : "copied";
  await migrate();
  return "migrated";
}

function areOptions(options: unknown): boolean {
  if (typeof options !== "object" || options === null || Array.isArray(options)) return false;
  const name = "database" in options ? options.database : undefined;
  return (name === undefined || typeof name === "string") && Object.keys(options).every((option) => OPTIONS.includes(option));
}
