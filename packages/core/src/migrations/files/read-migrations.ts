import {
  MigrationDuplicateError,
  MigrationFileUnknownError,
  MigrationsNotFoundError,
} from "../../errors/migration-source-errors.js";
import { classifyFile, refuseFolderOfDowns, type ClassifiedFile } from "../formats/classify-file.js";
import { decideDirections } from "../formats/decide-directions.js";
import { findSection, type Section } from "../formats/find-section.js";
import { listFiles, type LocationListing } from "./list-files.js";
import { checksumOf, type ResolvedMigration, type MigrationStep } from "./resolved-migration.js";
import type { MigrationFormat, MigrationSource } from "../migration-source.js";
import type { Migration } from "../migration.js";
import { orderMigrations, refuseOtherOrder } from "../formats/order-migrations.js";
import { pairFiles, type PairedFiles } from "../formats/pair-files.js";
import { readText } from "./read-text.js";
import { refuseDialects } from "../formats/refuse-dialects.js";
import { refuseHiddenDowns } from "../formats/refuse-hidden-downs.js";
import { refuseConditions, refusePlan } from "../formats/refuse-other-rules.js";
import { misuseTypeError } from "../../errors/misuse-error.js";

export interface ReadMigrationsResult {
  /** In the order in which they run. */
  readonly migrations: readonly ResolvedMigration[];
  /** Absolute folders that were read: a migration added or removed changes the modification time of one of them. */
  readonly directories: readonly string[];
}

/**
 * Reads all migrations of a source: names and texts, in order. Loads no module.
 *
 * @remarks Synchronous, as the fingerprint needs it before anything else: about 3 ms for 200 files.
 * @throws {@link MigrationsNotFoundError} `MIGRATIONS_NOT_FOUND`: a folder is missing, or there is nothing in it.
 * `MIGRATION_UNREADABLE`: the system does not let us read one of them.
 * @throws `MIGRATION_FILE_UNKNOWN` for a file with a migration's extension that fits no format (or not the format asked for).
 * @throws {@link MigrationDuplicateError} `MIGRATION_DUPLICATE` for two of one name, or two files for one direction.
 * @throws `MIGRATION_ORDER_AMBIGUOUS` when order by name differs from that by number, or of a list, and `order` is not said.
 */
export function readMigrations(source: MigrationSource): ReadMigrationsResult {
  const listings = source.locations.map((location) => listFiles(location, source.ignore));
  if (source.order === undefined) for (const { base } of listings) refusePlan(base);
  const files = decideDirections(listings.flatMap((listing) => classifyListing(listing, source.format)));
  // With "sql", every file is a way up.
  if (source.format !== "sql") refuseHiddenDowns(files);
  refuseDialects(files);
  const migrations = [...pairFiles(files).map((pair) => toMigration(pair, source.format)), ...source.migrations.map(fromCode)];
  if (migrations.length === 0) {
    throw new MigrationsNotFoundError(
      undefined,
      "migrations is an empty list",
      "Name a folder, or give at least one migration.",
    );
  }
  refuseDuplicates(migrations);
  const sorted = orderMigrations(migrations, source.order);
  if (source.order === undefined) refuseOtherOrder(sorted, positionsInList(listings));
  return { migrations: sorted, directories: [...new Set(listings.flatMap(({ directories }) => directories))] };
}

function classifyListing({ base, files }: LocationListing, format: MigrationFormat | undefined): ClassifiedFile[] {
  return files.map((file) => {
    // With "sql", every file is a way up.
    if (format !== "sql") refuseFolderOfDowns(file.path, base);
    return classifyFile(file, format);
  });
}

/** Where in the list a migration comes from. Folders and patterns are merged by name; single files are listed in the order that is meant. */
function positionsInList(listings: readonly LocationListing[]): (migration: ResolvedMigration) => number {
  const positions = new Map<string | undefined, number>();
  if (listings.some(({ kind }) => kind === "file")) {
    for (const [index, { files }] of listings.entries()) for (const { path } of files) positions.set(path, index);
  }
  return ({ path }) => positions.get(path) ?? 0;
}

function toMigration({ up, down }: PairedFiles, format: MigrationFormat | undefined): ResolvedMigration {
  const text = readText(up.path);
  const migration = { name: up.name, path: up.path, checksum: checksumOf(text) };
  if (up.kind === "module") {
    const step: MigrationStep = { kind: "module", path: up.path };
    return { ...migration, up: step, down: step };
  }
  refuseConditions(up.path, text);
  const section = findSection(text, "down", format === "sql" ? "signs" : "all");
  if (section !== undefined) throw holdsBothWays(up.path, section);
  const step: MigrationStep = { kind: "sql", path: up.path, text };
  return down === undefined ? { ...migration, up: step } : { ...migration, up: step, down: lazyStep(down.path) };
}

/** Most processes never go down, so most never read that half of the files. */
function lazyStep(path: string): MigrationStep {
  return {
    kind: "sql",
    path,
    get text() {
      const text = readText(path);
      const section = findSection(text, "up");
      if (section !== undefined && findSection(text, "down") !== undefined) throw holdsBothWays(path, section);
      return text;
    },
  };
}

/** To SQLite, what parts the two ways is a comment: it would run both, and leave nothing of what the first half made. */
function holdsBothWays(path: string, section: Section): MigrationFileUnknownError {
  return new MigrationFileUnknownError(
    path,
    describeBothWays(section),
    'Split it into .up.sql and .down.sql; or if what follows belongs to the same way, reword the comment or say format: "sql", with which only marks of tools count',
  );
}

function describeBothWays({ mark, line }: Section): string {
  return `it holds both ways (${JSON.stringify(mark)} in line ${line}), and both would run`;
}

function fromCode({ name, up, down }: Migration): ResolvedMigration {
  if (typeof name !== "string" || name === "") {
    throw misuseTypeError(`migrations: expected a non-empty string as name, got ${JSON.stringify(name)}`);
  }
  const migration = { name, checksum: checksumOf(String(up)), up: stepFromCode(name, "up", up) };
  return down === undefined ? migration : { ...migration, down: stepFromCode(name, "down", down) };
}

function stepFromCode(name: string, direction: "up" | "down", step: Migration["up"]): MigrationStep {
  if (typeof step === "string") {
    const section = direction === "up" ? findSection(step, "down") : undefined;
    if (section === undefined) return { kind: "sql", text: step };
    throw misuseTypeError(`migrations: up of "${name}" must be the way up only; ${describeBothWays(section)}`);
  }
  if (typeof step === "function") return { kind: "function", run: step };
  throw misuseTypeError(`migrations: ${direction} of "${name}" must be SQL text or a function; got ${JSON.stringify(step)}`);
}

function refuseDuplicates(migrations: readonly ResolvedMigration[]): void {
  const seen = new Map<string, ResolvedMigration>();
  for (const migration of migrations) {
    const other = seen.get(migration.name);
    if (other !== undefined) {
      const paths = [other.path, migration.path].filter((path) => path !== undefined);
      throw new MigrationDuplicateError(migration.name, `Two migrations are called "${migration.name}"`, paths);
    }
    seen.set(migration.name, migration);
  }
}
