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

/** Makes a project with generated migrations in an absolute folder that is not there yet. */
export function createProject(directory: string, migrationCount: number): Project {
  const migrationsDirectory = join(directory, "db", "migrations");
  generateMigrations({ directory: migrationsDirectory, count: migrationCount });
  const packages = join(directory, "node_modules", "@picklejar");
  mkdirSync(packages, { recursive: true });
  symlinkSync(corePackageDirectory(), join(packages, "core"), "junction");
  writeFileSync(join(directory, "package.json"), '{ "name": "bench-project", "type": "module" }\n');
  writeFileSync(
    join(directory, "picklejar.config.js"),
    'import { defineConfig } from "@picklejar/core";\n\nexport default defineConfig({ migrations: "db/migrations" });\n',
  );
  return { directory, migrationsDirectory };
}

function corePackageDirectory(): string {
  return realpathSync(dirname(fileURLToPath(import.meta.resolve("@picklejar/core/package.json"))));
}
