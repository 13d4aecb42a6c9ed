import { relative, resolve, sep } from "node:path";

import { pathKind } from "../../../../files/identity/stat-reachable.js";
import { refusal } from "../../../misuse-error.js";
import type { ProjectFolder } from "../project-folder.js";
import { detectDrizzle } from "./drizzle.js";
import { detectKnex } from "./knex.js";
import { detectKysely } from "./kysely.js";
import { isProblem, type MigrationCandidate, type MigrationDetector, type MigrationProblem } from "./migration-candidate.js";
import { detectMikroOrm } from "./mikro-orm.js";
import { detectPlainFolders } from "./plain-folders.js";
import { detectPrisma } from "./prisma.js";
import { detectSequelize } from "./sequelize.js";
import { detectTypeorm } from "./typeorm.js";
import { detectWrangler } from "./wrangler.js";

/** A folder belongs to the first that finds it. */
const DETECTORS: readonly MigrationDetector[] = [
  detectDrizzle,
  detectPrisma,
  detectWrangler,
  detectKnex,
  detectMikroOrm,
  detectKysely,
  detectTypeorm,
  detectSequelize,
  detectPlainFolders,
];

export interface FoundMigrations {
  readonly candidates: readonly MigrationCandidate[];
  readonly problems: readonly MigrationProblem[];
}

/** Lists what may be the migrations of a project. */
export function findMigrations(project: ProjectFolder): FoundMigrations {
  const claimed = new Set<string>();
  const candidates: MigrationCandidate[] = [];
  const problems: MigrationProblem[] = [];
  for (const detect of DETECTORS) {
    const found = detect(project).filter(
      ({ folders = [] }) => folders.length === 0 || !folders.every((folder) => claimed.has(folder)),
    );
    for (const it of found) {
      if (isProblem(it)) problems.push(it);
      else candidates.push(it);
    }
    for (const folder of found.flatMap(({ folders = [] }) => folders)) claimed.add(folder);
  }
  return { candidates, problems };
}

/**
 * Chooses the migrations that the configuration names.
 *
 * @param given the option `--migrations`: a folder, relative to the working directory or to the project, or the location of a candidate
 * @throws misuse if there are none, or several
 */
export function chooseMigrations(
  { candidates, problems }: FoundMigrations,
  project: ProjectFolder,
  given: string | undefined,
): MigrationCandidate {
  if (given !== undefined) return chooseGiven(candidates, project, given);
  const { directory } = project;
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    const named = candidates.map(({ tool, location }) => `  --migrations ${quote(location)}  (${tool})`);
    throw refusal(`Found several migrations in "${directory}". Say which:\n${named.join("\n")}`);
  }
  if (problems.length > 0)
    throw refusal(
      `Found no migrations in "${directory}" that can be used:\n${problems.map(({ problem }) => `  ${problem}`).join("\n")}`,
    );
  throw refusal(
    `Found no migrations in "${directory}": no drizzle.config.*, prisma/schema.prisma, wrangler.*, knexfile.*, mikro-orm.config.*, data-source.*, ` +
      "and no folder named migrations with files in it. Name the folder: --migrations FOLDER. If there is none yet, write the first migration, for example migrations/001_init.sql",
  );
}

function chooseGiven(candidates: readonly MigrationCandidate[], project: ProjectFolder, given: string): MigrationCandidate {
  const { directory } = project;
  const paths = [resolve(given), resolve(directory, given)].map((path) => relative(directory, path).split(sep).join("/"));
  const known = candidates.find(({ location }) => paths.includes(location));
  if (known !== undefined) return known;
  const folder = given === "" ? undefined : paths.find((path) => pathKind(resolve(directory, path)) === "folder");
  if (folder === undefined)
    throw refusal(
      `--migrations: expected a folder of migrations that exists, got ${JSON.stringify(given)} ("${resolve(given)}")`,
    );
  if (!hasFilesToRun(project, folder || "."))
    throw refusal(
      `--migrations: expected a folder with SQL files or modules in it, got ${JSON.stringify(given)} ("${resolve(directory, folder)}"). ` +
        "Name another folder, or write the first migration, for example 001_init.sql",
    );
  return {
    tool: "named by --migrations",
    location: folder,
    evidence: "--migrations",
    folders: [folder],
    source: { kind: "folder", folder: folder || "." },
  };
}

/** Prisma, Diesel and others have a folder for each migration. */
function hasFilesToRun({ list }: Pick<ProjectFolder, "list">, folder: string, depth = 2): boolean {
  return list(folder).some((entry) => {
    if (!entry.isDirectory()) return /\.(?:sql|[cm]?[jt]s)$/.test(entry.name);
    return depth > 0 && entry.name !== "node_modules" && hasFilesToRun({ list }, `${folder}/${entry.name}`, depth - 1);
  });
}

/** As a shell takes it. */
export function quote(word: string): string {
  return /^[\w./@:=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
