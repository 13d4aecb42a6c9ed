import { posix } from "node:path";

import { isFolderOfDowns } from "../../../../migrations/formats/names/direction-of-name.js";
import { isForOtherDatabase } from "../../../../migrations/formats/names/refuse-dialects.js";
import type { ProjectFolder } from "../project-folder.js";
import { walkFolders } from "../walk-folders.js";

/** A folder that looks like one of migrations. */
export interface MigrationFolder {
  /** Relative, with `/`. */
  readonly path: string;
  /** What its files are: the migrator that its modules are written for, if they say so. */
  readonly contents: "sql" | "modules" | MigratorName;
}

export type MigratorName = "another migrator" | "Knex" | "Kysely" | "MikroORM" | "Sequelize" | "TypeORM";

/** Also `knex_migrations`, but not `old_migrations`. */
const FOLDER_NAME = /^(?:(?:db|sql|sqlite|d1|drizzle|knex|kysely|sequelize|typeorm)[_-]?)?migrat(?:e|ions?)$/i;

/** What a module of each migrator says. The first match wins. */
const SIGNS: readonly (readonly [sign: RegExp, name: MigratorName])[] = [
  [/typeorm|MigrationInterface|queryRunner/i, "TypeORM"],
  [/mikro-?orm|\baddSql\b/i, "MikroORM"],
  [/sequelize|queryInterface/i, "Sequelize"],
  [/kysely|\.schema\b[^]*\.execute\(\)/i, "Kysely"],
  [/knex/i, "Knex"],
];

/** Lists the folders named like `migrations`, `migration` or `migrate` that hold some. Of folders for several databases, those for SQLite. */
export function listMigrationFolders(project: ProjectFolder): readonly MigrationFolder[] {
  const named = walkFolders(project).flatMap((folder) =>
    project.list(folder).flatMap(({ name }) => (FOLDER_NAME.test(name) ? [posix.join(folder, name)] : [])),
  );
  return named.flatMap((path) => {
    const contents = classify(project, path);
    if (contents !== undefined) return [{ path, contents }];
    return subfolders(project, path).flatMap((below) => {
      const inside = isForOtherDatabase(posix.basename(below)) ? undefined : classify(project, below);
      return inside === undefined ? [] : [{ path: below, contents: inside }];
    });
  });
}

function classify(project: ProjectFolder, path: string): MigrationFolder["contents"] | undefined {
  const names = project.list(path).map(({ name }) => name);
  if (names.some((name) => /\.sql$/i.test(name)) || hasFoldersOfMigrations(project, path)) return "sql";
  const first = names.find((name) => /(?<!\.d)\.[cm]?[jt]s$/.test(name) && !/^index\.|\.(?:test|spec)\./.test(name));
  if (first === undefined) return undefined;
  // Types of JavaScript are in comments: `@param {import("knex").Knex} knex`.
  const text = project.read(posix.join(path, first)) ?? "";
  const owner = SIGNS.find(([sign]) => sign.test(text))?.[1];
  if (owner !== undefined || !/\bup\b/.test(text)) return owner;
  // picklejar takes functions; Lucid and others have classes.
  return /\bclass\s+\w*\s*(?:extends|implements)\b/.test(text) ? "another migrator" : "modules";
}

/** `001_users/up.sql` or `001_users/migration.sql` */
function hasFoldersOfMigrations(project: ProjectFolder, path: string): boolean {
  return subfolders(project, path).some((below) =>
    ["up.sql", "migration.sql"].some((name) => project.kind(posix.join(below, name)) === "file"),
  );
}

function subfolders(project: ProjectFolder, path: string): readonly string[] {
  const names = project.list(path).filter((entry) => entry.isDirectory() && !isFolderOfDowns(entry.name));
  return names.map(({ name }) => posix.join(path, name));
}
