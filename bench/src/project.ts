import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { generateMigrations } from "./generate-migrations.js";

/** A folder such as a user of picklejar has: migrations, a configuration in JavaScript, and `node_modules`. */
export interface Project {
  /** Absolute. */
  readonly directory: string;
  /** Absolute. */
  readonly migrationsDirectory: string;
}

export interface CreateProjectOptions {
  /**
   * Lines of the configuration beyond `migrations`.
   *
   * @defaultValue none
   */
  readonly configuration?: readonly string[];
  /**
   * How many bytes the last migration puts into the database on top of the others.
   *
   * @defaultValue 0
   */
  readonly fillerBytes?: number;
}

/** Makes a project with generated migrations in an absolute folder that is not there yet. */
export function createProject(
  directory: string,
  migrationCount: number,
  { configuration = [], fillerBytes = 0 }: CreateProjectOptions = {},
): Project {
  const migrationsDirectory = join(directory, "db", "migrations");
  generateMigrations({ directory: migrationsDirectory, count: migrationCount });
  if (fillerBytes > 0) writeFileSync(join(migrationsDirectory, "9999_create_documents.sql"), fillingSql(fillerBytes));
  const packages = join(directory, "node_modules", "@picklejar");
  mkdirSync(packages, { recursive: true });
  symlinkSync(corePackageDirectory(), join(packages, "core"), "junction");
  writeFileSync(join(directory, "package.json"), '{ "name": "bench-project", "type": "module" }\n');
  const options = ['migrations: "db/migrations"', ...configuration].join(",\n  ");
  writeFileSync(
    join(directory, "picklejar.config.js"),
    `import { defineConfig } from "@picklejar/core";\n\nexport default defineConfig({\n  ${options},\n});\n`,
  );
  return { directory, migrationsDirectory };
}

/** Of SQLite's pages, 4096 bytes long: a row each. */
const FILLER_ROW_BYTES = 3900;
const PAGE_BYTES = 4096;

function fillingSql(bytes: number): string {
  return `CREATE TABLE documents (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
WITH RECURSIVE number (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM number WHERE id < ${Math.ceil(bytes / PAGE_BYTES)})
INSERT INTO documents (id, body) SELECT id, hex(zeroblob(${FILLER_ROW_BYTES / 2})) FROM number;
`;
}

function corePackageDirectory(): string {
  return realpathSync(dirname(fileURLToPath(import.meta.resolve("@picklejar/core/package.json"))));
}
