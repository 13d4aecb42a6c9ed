import { resolveMigrationSource, type MigrationSourceOptions } from "../../src/migrations/migration-source.js";
import { readMigrations } from "../../src/migrations/files/read-migrations.js";
import { createFolder } from "./create-folder.js";

/** Reads a folder of these files, and gives the migrations in order: the name of each, with `down` where it has a way down. */
export function readFiles(
  files: Readonly<Record<string, string>>,
  options: Omit<MigrationSourceOptions, "migrations"> = {},
): string[] {
  return namesIn({ ...options, migrations: createFolder(files) });
}

/** What {@link readFiles} gives, of migrations that are there. */
export function namesIn(options: MigrationSourceOptions): string[] {
  const { migrations } = readMigrations(resolveMigrationSource(options, "/"));
  return migrations.map(({ name, down }) => (down === undefined ? name : `${name} down`));
}
