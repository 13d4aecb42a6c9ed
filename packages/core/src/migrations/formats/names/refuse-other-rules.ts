import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { MigrationFileUnknownError } from "../../../errors/migration-source-errors.js";

const LIQUIBASE = /^\uFEFF?\s*--\s*liquibase formatted sql/i;
/** `dbms:sqlite` alone changes nothing. */
const CONDITION =
  /^[ \t]*--[ \t]*changeset\s[^\n]*\b(?:(?:contexts?|contextFilter|labels|ignore):|dbms:(?!"?sqlite"?(?:\s|$)))/im;

/**
 * Refuses a file of Liquibase's with changesets that run under a condition: SQLite would run them all.
 *
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN`
 */
export function refuseConditions(path: string, text: string): void {
  if (!LIQUIBASE.test(text)) return;
  const changeset = CONDITION.exec(text)?.[0].trim();
  if (changeset === undefined) return;
  throw new MigrationFileUnknownError(
    path,
    `it has changesets that run under a condition (${JSON.stringify(changeset)} …), and all of them would run`,
    "Run Liquibase as migrate in place of migrations, or move what is not for SQLite out of the file",
  );
}

/**
 * Refuses sqitch's folder `deploy`, whose order is in a plan beside it.
 *
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN`
 */
export function refusePlan(directory: string): void {
  const plan = join(dirname(directory), "sqitch.plan");
  if (basename(directory) !== "deploy" || statSync(plan, { throwIfNoEntry: false }) === undefined) return;
  throw new MigrationFileUnknownError(
    directory,
    `the order of its files is in "${plan}", which picklejar does not read`,
    'Run sqitch as migrate in place of migrations; or say order: "name" if the order of the names is that of the plan',
  );
}
