import { posix } from "node:path";

import type { ProjectFolder } from "../project-folder.js";

/** Migrations that `init` found, by one tool's traces. Paths are relative to the project, with `/`. */
export interface MigrationCandidate {
  /** Who owns them, for people: `Drizzle`. */
  readonly tool: string;
  /** What `--migrations` calls it: the folder, or the file that a migrator in code is configured in. */
  readonly location: string;
  /** The file or package that shows it. */
  readonly evidence: string;
  /** The folders of migrations that are its own, so that they are not found a second time. */
  readonly folders: readonly string[];
  readonly source: MigrationsOption;
  /** Packages that the configuration needs. */
  readonly packages?: readonly string[];
  /** What to know before one uses it. */
  readonly notes?: readonly string[];
}

/** What the configuration says. */
export type MigrationsOption = { readonly kind: "folder"; readonly folder: string } | CodeMigrations;

export interface CodeMigrations {
  readonly kind: "code";
  readonly helper: MigratorHelper;
  /** The file of the project that the configuration imports; relative. */
  readonly importedFile?: string;
  /** Import declarations. */
  readonly imports: readonly string[];
  /** The source text of the function that the helper takes. */
  readonly factory: string;
}

/** The exports of `@picklejar/core/migrators`. */
export type MigratorHelper = "knex" | "kysely" | "mikroOrm" | "typeorm" | "umzug";

/** Traces of migrations that cannot be used as they are. */
export interface MigrationProblem {
  readonly tool: string;
  /** A sentence without a full stop, with what to do. */
  readonly problem: string;
  readonly folders?: readonly string[];
}

/** Looks for the migrations of one tool. Reads files as text. */
export type MigrationDetector = (project: ProjectFolder) => readonly (MigrationCandidate | MigrationProblem)[];

export function isProblem(found: MigrationCandidate | MigrationProblem): found is MigrationProblem {
  return "problem" in found;
}

/** Makes a candidate of a folder that a tool's configuration names; a problem if it is not there. */
export function folderCandidate(
  project: ProjectFolder,
  tool: string,
  given: { readonly folder: string; readonly evidence: string; readonly cure: string; readonly notes?: readonly string[] },
): MigrationCandidate | MigrationProblem {
  const folder = posix.normalize(given.folder.replaceAll("\\", "/")).replace(/(?<=.)\/$/, "");
  const problem = `${given.evidence} says that its migrations are in "${folder}", which is not a folder: ${given.cure}`;
  if (project.kind(folder) !== "folder") return { tool, problem, folders: [folder] };
  const dialect = readForeignDialect(project, folder);
  if (dialect !== undefined)
    return { tool, problem: `"${folder}" is for ${dialect}, and picklejar is for SQLite`, folders: [folder] };
  const { evidence, notes = [] } = given;
  return { tool, location: folder, evidence, folders: [folder], source: { kind: "folder", folder }, notes };
}

/** Makes a candidate of a tool's own configuration, which the configuration of picklejar imports. */
export function fileCandidate(
  tool: string,
  given: Pick<MigrationCandidate, "folders"> &
    Pick<CodeMigrations, "helper" | "imports" | "factory"> & { readonly file: string },
): MigrationCandidate {
  const { file, folders, ...code } = given;
  return { tool, location: file, evidence: file, folders, source: { kind: "code", importedFile: file, ...code } };
}

/** The database that a folder of Prisma's or Drizzle's says that it is for, unless it is SQLite. */
export function readForeignDialect({ read }: ProjectFolder, folder: string): string | undefined {
  const lock = /^\s*provider\s*=\s*"(\w+)"/m.exec(read(posix.join(folder, "migration_lock.toml")) ?? "")?.[1];
  const journal = /"dialect"\s*:\s*"(\w+)"/.exec(read(posix.join(folder, "meta/_journal.json")) ?? "")?.[1];
  return [lock, journal].find((dialect) => dialect !== undefined && !/^(?:sqlite|turso|libsql)$/.test(dialect));
}

/** The names of files in a project's folder that a tool accepts as its configuration. */
export function findConfigFiles(
  { kind }: ProjectFolder,
  bases: readonly string[],
  extensions: readonly string[],
): readonly string[] {
  const names = bases.flatMap((base) => extensions.map((extension) => `${base}.${extension}`));
  return names.filter((name) => kind(name) === "file");
}

export const MODULE_EXTENSIONS = ["ts", "mts", "cts", "js", "mjs", "cjs"] as const;
