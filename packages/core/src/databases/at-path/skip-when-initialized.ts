import { checkFunction, checkOptions, checkThat } from "../../options/check-options.js";
import type { OptionLocation } from "../../options/option-error.js";
import { isMissingOrEmpty } from "../../files/identity/stat-reachable.js";
import { takeFastPath } from "../../record/fast-path.js";
import type { Origin } from "../../record/origin.js";
import { parseDatabasePath } from "../../sqlite/database-path.js";
import { configKeyOf } from "../../record/registered-source.js";

export interface SkipWhenInitializedOptions {
  /** Name of the database in the tests' configuration. @defaultValue `"default"` */
  readonly database?: string;
}

const LOCATION: OptionLocation = { file: undefined, subject: "skipWhenInitialized", prefix: "" };

const CHECKS = { database: checkThat("a string", (name) => typeof name === "string") };

/**
 * Runs an application's own migrator, except in a test run. There it is skipped if the database is known to be migrated (`cached`). If the file is
 * missing where only tests have their files, it becomes a copy of the template (`created`). In production the migrator always runs.
 *
 * Only for configurations with `migrate` or a migrator in code; a `MigrationRunner` does the same by itself.
 *
 * @param path a path or URL of the database that `migrate` works on
 * @throws what `migrate` throws; `TypeError` for a wrong path, function or option
 */
export async function skipWhenInitialized(
  path: string | URL,
  migrate: () => unknown,
  options: SkipWhenInitializedOptions = {},
): Promise<Origin> {
  checkFunction(LOCATION, "migrate", migrate);
  const { database = "default" } = checkOptions<SkipWhenInitializedOptions>(options, LOCATION, CHECKS);
  const parsed = parseDatabasePath(path);
  if (parsed.kind === "memory") {
    await migrate();
    return "memory";
  }
  const known = takeFastPath(parsed.path, { key: configKeyOf(database) });
  if (known !== undefined) return known;
  const isNew = isMissingOrEmpty(parsed.path);
  await migrate();
  return isNew ? "created" : "upgraded";
}
