import { basename } from "node:path";

import { MigrationDuplicateError, MigrationFileUnknownError } from "../../../errors/classes/migration-source-errors.js";
import { groupBy } from "../../files/group-by.js";
import { pathsOf, type ClassifiedFile } from "./classified-file.js";

/** Names of databases: alternatives of a regular expression. */
export const DIALECTS =
  "sqlite3?|libsql|turso|d1|postgres(?:ql)?|pg(?:sql)?|psql|cockroach(?:db)?|crdb|mysql|mariadb|mssql|sqlserver|tsql|oracle|plsql|db2|" +
  "h2|hsqldb|redshift|snowflake|clickhouse|duckdb|firebird|spanner|tidb|yugabyte(?:db)?";
const DIALECT = new RegExp(`(?<![\\p{L}\\p{N}])(?:${DIALECTS})(?![\\p{L}\\p{N}])`, "giu");
const OF_SQLITE = /^(?:sqlite3?|libsql|turso|d1)$/i;

/** Whether the name of a folder or file says that it is for another database than SQLite. */
export function isForOtherDatabase(name: string): boolean {
  const dialects = name.match(DIALECT) ?? [];
  return dialects.length > 0 && !dialects.some((dialect) => OF_SQLITE.test(dialect));
}

/**
 * Refuses files that are one migration in the dialects of several databases. SQLite would run them all: it accepts foreign syntax such as `SERIAL`,
 * with another meaning.
 *
 * @throws {@link MigrationDuplicateError} `MIGRATION_DUPLICATE` if two names, or two folders, differ only in a dialect;
 * {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN` for a file such as `001_users.mysql.sql`
 */
export function refuseDialects(files: readonly ClassifiedFile[]): void {
  const ups = files.filter(({ direction }) => direction === "up");
  for (const group of groupBy(ups, ({ listedIn, pairName }) =>
    JSON.stringify([listedIn, withoutDialects(pairName)]),
  ).values()) {
    const [first, second] = group;
    if (first === undefined || second === undefined || first.pairName === second.pairName) continue;
    const other = group.find(({ pairName }) => isForOtherDatabase(pairName)) ?? first;
    const cure = `Leave those for other databases out, for example with ignore: ["${patternFor(other)}"]`;
    throw new MigrationDuplicateError(first.pairName, "These are one migration for several databases", pathsOf(group), cure);
  }
  const inFolders = ups.filter(({ listedIn }) => dialectsIn(listedIn) > 0);
  for (const group of groupBy(inFolders, ({ listedIn }) => withoutDialects(listedIn)).values()) {
    const other = group.find(({ listedIn }) => listedIn !== group[0]?.listedIn);
    if (group[0] === undefined || other === undefined) continue;
    const cure = "Name only the folder for SQLite as migrations, or list the others under ignore";
    const paths = pathsOf([group[0], other]);
    throw new MigrationDuplicateError(group[0].name, "These folders are for several databases", paths, cure);
  }
  const foreign = ups.find(({ pairName }) => isMarkedForOther(pairName));
  if (foreign !== undefined) throw new MigrationFileUnknownError(foreign.path, "its name says that it is for another database");
}

/** Whether a name ends in a dot and another database. */
function isMarkedForOther(name: string): boolean {
  const mark = /\.([^.]+)$/.exec(name)?.[1];
  return mark !== undefined && mark === mark.match(DIALECT)?.[0] && isForOtherDatabase(mark);
}

function dialectsIn(name: string): number {
  return name.match(DIALECT)?.length ?? 0;
}

/** Also removes the signs before a dialect, or after one at the beginning. */
function withoutDialects(name: string): string {
  if (dialectsIn(name) === 0) return name;
  return name
    .replaceAll(DIALECT, "\0")
    .replaceAll(/[^\p{L}\p{N}\0]*\0/gu, "")
    .replace(/^[^\p{L}\p{N}/]+/u, "");
}

/** A glob that matches files named like this one, which is not for SQLite. */
function patternFor({ path, pairName }: ClassifiedFile): string {
  const name = basename(path).startsWith(pairName) ? basename(path) : pairName;
  const match = [...name.matchAll(DIALECT)].find(([dialect]) => !OF_SQLITE.test(dialect));
  if (match === undefined) return `**/${name}`;
  const { 0: dialect, index } = match;
  const [before, after] = [name.slice(0, index).slice(-1), name.slice(index + dialect.length).slice(0, 1)];
  return `**/${index > 1 ? "*" : ""}${before}${dialect}${after}*`;
}
