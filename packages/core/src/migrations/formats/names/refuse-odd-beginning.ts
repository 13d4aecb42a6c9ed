import { MigrationFileUnknownError } from "../../../errors/migration-source-errors.js";
import type { ClassifiedFile } from "./classified-file.js";

/**
 * Refuses names that do not sort as they read; and migrations that Flyway runs more than once, or in place of others, which our ledger cannot
 * record.
 *
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN`
 */
export function refuseOddBeginning({ path, name, kind }: ClassifiedFile): void {
  if (/^\s/.test(name)) throw new MigrationFileUnknownError(path, "its name begins with white space");
  if (/^(?!\d)\p{Nd}/u.test(name)) throw new MigrationFileUnknownError(path, "its number is in other digits than 0 to 9");
  const reason = kind === "sql" ? OTHER_KINDS.find(([pattern]) => pattern.test(name))?.[1] : undefined;
  if (reason !== undefined) throw new MigrationFileUnknownError(path, reason);
}

const OTHER_KINDS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^R__/, "it is a repeatable migration (R__), which picklejar does not have"],
  [/^B\d[\d._]*__/, "it is a baseline migration (B…__), which picklejar does not have"],
];
