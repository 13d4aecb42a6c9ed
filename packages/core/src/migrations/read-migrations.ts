import { readFileSync } from "node:fs";

import {
  MigrationDuplicateError,
  MigrationFileUnknownError,
  MigrationsNotFoundError,
} from "../errors/migration-source-errors.js";
import { classifyFile, type ClassifiedFile } from "./classify-file.js";
import { listFiles } from "./list-files.js";
import { checksumOf, type MigrationFile, type MigrationStep } from "./migration-file.js";
import type { MigrationSource } from "./migration-source.js";
import type { Migration } from "./migration.js";
import { orderMigrations } from "./order-migrations.js";
import { pairFiles, type PairedFiles } from "./pair-files.js";
import { misuseTypeError } from "../errors/misuse-error.js";

export interface ReadMigrationsResult {
  /** In the order in which they run. */
  readonly migrations: readonly MigrationFile[];
  /** Absolute folders that were read: a migration added or removed changes the modification time of one of them. */
  readonly directories: readonly string[];
}

/**
 * Reads all migrations of a source: names and texts, in order. Loads no module.
 *
 * @remarks Synchronous, as the fingerprint needs it before anything else: about 3 ms for 200 files.
 * @throws {@link MigrationsNotFoundError} `MIGRATIONS_NOT_FOUND`: a folder is missing, or there is nothing in it.
 * @throws `MIGRATION_FILE_UNKNOWN` for a file with a migration's extension that fits no format (or not the format asked for).
 * @throws {@link MigrationDuplicateError} `MIGRATION_DUPLICATE` for two of one name, or two files for one direction.
 * @throws `MIGRATION_ORDER_AMBIGUOUS` when order by name and by number differ and `order` is not said.
 */
export function readMigrations(source: MigrationSource): ReadMigrationsResult {
  const directories = new Set<string>();
  const files = source.locations.flatMap((location) => readLocation(location, source, directories));
  const migrations = [...pairFiles(files).map(toMigration), ...source.migrations.map(fromCode)];
  if (migrations.length === 0) {
    throw new MigrationsNotFoundError(
      undefined,
      "migrations is an empty list",
      "Name a folder, or give at least one migration.",
    );
  }
  refuseDuplicates(migrations);
  return { migrations: orderMigrations(migrations, source.order), directories: [...directories] };
}

function readLocation(location: string, source: MigrationSource, directories: Set<string>): ClassifiedFile[] {
  const listing = listFiles(location, source.ignore);
  for (const directory of listing.directories) directories.add(directory);
  return listing.files.map((file) => classifyFile(file, source.format));
}

function toMigration({ up, down }: PairedFiles): MigrationFile {
  if (up.kind === "module") {
    const step: MigrationStep = { kind: "module", path: up.path };
    return { name: up.name, path: up.path, checksum: checksumOf(readFileSync(up.path, "utf8")), up: step, down: step };
  }
  const text = readFileSync(up.path, "utf8");
  refuseBothWays(up.path, text);
  const migration = {
    name: up.name,
    path: up.path,
    checksum: checksumOf(text),
    up: { kind: "sql", path: up.path, text },
  } as const;
  return down === undefined ? migration : { ...migration, down: lazyStep(down.path) };
}

const DOWN_SECTION = /^[ \t]*--[ \t]*(?:migrate:down|\+goose[ \t]+down)\b/im;

/** To SQLite, what parts the two ways is a comment: it would run both, and leave nothing of what the first half made. */
function refuseBothWays(path: string, text: string): void {
  // The search by pattern takes as long as all the rest of reading a file.
  if (!text.includes("migrate:down") && !text.includes("+goose")) return;
  const section = DOWN_SECTION.exec(text)?.[0].trim();
  if (section === undefined) return;
  throw new MigrationFileUnknownError(
    path,
    `it holds both ways, as dbmate and goose have them ("${section}"), which would both run; split it into .up.sql and .down.sql`,
  );
}

/** Most processes never go down, so most never read that half of the files. */
function lazyStep(path: string): MigrationStep {
  return {
    kind: "sql",
    path,
    get text() {
      return readFileSync(path, "utf8");
    },
  };
}

function fromCode({ name, up, down }: Migration): MigrationFile {
  if (typeof name !== "string" || name === "") {
    throw misuseTypeError(`migrations: name must be a text that is not empty; got ${JSON.stringify(name)}`);
  }
  const migration = { name, checksum: checksumOf(String(up)), up: stepFromCode(name, "up", up) };
  return down === undefined ? migration : { ...migration, down: stepFromCode(name, "down", down) };
}

function stepFromCode(name: string, direction: "up" | "down", step: Migration["up"]): MigrationStep {
  if (typeof step === "string") return { kind: "sql", text: step };
  if (typeof step === "function") return { kind: "function", run: step };
  throw misuseTypeError(`migrations: ${direction} of "${name}" must be SQL text or a function; got ${JSON.stringify(step)}`);
}

function refuseDuplicates(migrations: readonly MigrationFile[]): void {
  const seen = new Map<string, MigrationFile>();
  for (const migration of migrations) {
    const other = seen.get(migration.name);
    if (other !== undefined) {
      const paths = [other.path, migration.path].filter((path) => path !== undefined);
      throw new MigrationDuplicateError(migration.name, `Two migrations are called "${migration.name}"`, paths);
    }
    seen.set(migration.name, migration);
  }
}
