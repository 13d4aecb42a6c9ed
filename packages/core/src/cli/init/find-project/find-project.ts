import { join, relative } from "node:path";

import { refusal } from "../../misuse-error.js";
import { findLanguage, type Language } from "./language.js";
import { chooseMigrations, findMigrations, quote } from "./migrations/find-migrations.js";
import type { MigrationCandidate } from "./migrations/migration-candidate.js";
import { findPackageManager, type PackageManager } from "./package-manager.js";
import { openProjectFolder, readManifest, type ProjectFolder } from "./project-folder.js";
import { findRunner, type FoundRunner } from "./runners/find-runner.js";
import { listPackages } from "./workspace.js";

/** What `init` found. */
export interface FoundProject {
  readonly folder: ProjectFolder;
  readonly language: Language;
  readonly packageManager: PackageManager;
  readonly migrations: MigrationCandidate;
  readonly runner: FoundRunner;
  /** What was found beside the migrations and cannot be used. */
  readonly problems: readonly string[];
}

export interface FindProjectOptions {
  readonly migrations?: string;
  readonly runner?: string;
}

/**
 * Looks at a project without running anything of it.
 *
 * @throws misuse if it cannot tell what to use
 */
export function findProject(folder: ProjectFolder, options: FindProjectOptions): FoundProject {
  const packageManager = findPackageManager(folder);
  const found = findMigrations(folder);
  if (found.candidates.length === 0 && options.migrations === undefined) refuseWorkspaceRoot(folder, packageManager);
  const migrations = chooseMigrations(found, folder, options.migrations);
  return {
    folder,
    language: findLanguage(folder),
    packageManager,
    migrations,
    runner: findRunner(folder, options.runner),
    problems: found.problems.map(({ problem }) => problem),
  };
}

/** The migrations of a workspace are in its packages. */
function refuseWorkspaceRoot({ directory, rootDirectory }: ProjectFolder, { run }: PackageManager): void {
  if (directory !== rootDirectory) return;
  const packages = listPackages(directory, readManifest);
  if (packages.length === 0) return;
  const withMigrations = packages.filter((path) => findMigrations(openProjectFolder(path)).candidates.length > 0);
  const named = withMigrations.length === 0 ? packages : withMigrations;
  const commands = named.map((path) => `  cd ${quote(join(relative(process.cwd(), path)) || ".")} && ${run("picklejar init")}`);
  const found =
    withMigrations.length === 0 ? "no package of it has migrations that init finds" : "these packages have migrations";
  throw refusal(`"${directory}" is the root of a workspace, and ${found}. Run init in a package:\n${commands.join("\n")}`);
}
