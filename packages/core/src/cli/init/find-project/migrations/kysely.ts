import type { MigrationDetector } from "./migration-candidate.js";
import { listMigrationFolders } from "./migration-folders.js";

const TOOL = "Kysely";

/** By folders of modules that are written for it. */
export const detectKysely: MigrationDetector = (project) => {
  const range = project.dependencies.get("kysely");
  if (range === undefined) return [];
  const folders = listMigrationFolders(project).filter(({ contents }) => contents === "Kysely");
  // Since 0.29 the migrator is an entry of its own.
  const isOld = /^[~^]?0\.(?:1\d|2[0-8])\b/.test(range);
  const names = "FileMigrationProvider, Migrator";
  return folders.map(({ path: folder }) => ({
    tool: TOOL,
    location: folder,
    evidence: "package.json",
    folders: [folder],
    source: {
      kind: "code",
      helper: "kysely",
      imports: [
        'import fs from "node:fs/promises";',
        'import nodePath from "node:path";',
        'import { fileURLToPath } from "node:url";',
        'import Database from "better-sqlite3";',
        ...(isOld
          ? [`import { ${names}, Kysely, SqliteDialect } from "kysely";`]
          : ['import { Kysely, SqliteDialect } from "kysely";', `import { ${names} } from "kysely/migration";`]),
      ],
      factory: `({ path }) => {
    const db = new Kysely({ dialect: new SqliteDialect({ database: new Database(path) }) });
    const migrationFolder = fileURLToPath(new URL(${JSON.stringify(folder)}, import.meta.url));
    const provider = new FileMigrationProvider({ fs, path: nodePath, migrationFolder });
    return { db, migrator: new Migrator({ db, provider }) };
  }`,
    },
  }));
};
