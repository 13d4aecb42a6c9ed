import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { MigrationFileUnknownError } from "../../../errors/classes/migration-source-errors.js";
import type { ClassifiedFile } from "./classified-file.js";

const LIQUIBASE = /^\uFEFF?\s*--\s*liquibase formatted sql/i;
/** `dbms:sqlite` alone changes nothing. */
const CONDITION =
  /^[ \t]*--[ \t]*changeset\s[^\n]*\b(?:(?:contexts?|contextFilter|labels|ignore):|dbms:(?!"?sqlite"?(?:\s|$)))/im;

/**
 * Refuses a file of Liquibase with changesets that run under a condition: SQLite would run them all.
 *
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN`
 */
export function refuseConditions(path: string, text: string): void {
  if (!LIQUIBASE.test(text)) return;
  const changeset = CONDITION.exec(text)?.[0].trim();
  if (changeset === undefined) return;
  throw new MigrationFileUnknownError(
    path,
    `it has changesets with conditions (${JSON.stringify(changeset)} …), and all of them would run`,
    "Run Liquibase as migrate, in place of migrations, or remove from the file what is not for SQLite",
  );
}

/**
 * Refuses the folder `deploy` of sqitch, whose order is in a plan beside it.
 *
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN`
 */
export function refusePlan(directory: string): void {
  const plan = join(dirname(directory), "sqitch.plan");
  if (basename(directory) !== "deploy" || statSync(plan, { throwIfNoEntry: false }) === undefined) return;
  throw new MigrationFileUnknownError(
    directory,
    `the order of its files is in "${plan}", which picklejar does not read`,
    'Run sqitch as migrate, in place of migrations; or set order: "name" if the plan has the order of the names',
  );
}

/**
 * Refuses names that do not sort as they read, and Flyway migrations that run more than once or instead of others, which the ledger cannot record.
 *
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN`
 */
export function refuseOddBeginning({ path, name, kind }: ClassifiedFile): void {
  if (/^\s/.test(name)) throw new MigrationFileUnknownError(path, "its name begins with white space");
  if (/^(?!\d)\p{Nd}/u.test(name)) throw new MigrationFileUnknownError(path, "its number has other digits than 0 to 9");
  const reason = kind === "sql" ? OTHER_KINDS.find(([pattern]) => pattern.test(name))?.[1] : undefined;
  if (reason !== undefined) throw new MigrationFileUnknownError(path, reason);
}

const OTHER_KINDS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^R__/, "it is a repeatable migration (R__), which picklejar does not have"],
  [/^B\d[\d._]*__/, "it is a baseline migration (B…__), which picklejar does not have"],
];
