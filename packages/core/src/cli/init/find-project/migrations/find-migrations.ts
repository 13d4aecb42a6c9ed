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
  { directory }: ProjectFolder,
  given: string | undefined,
): MigrationCandidate {
  if (given !== undefined) return chooseGiven(candidates, directory, given);
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
      "and no folder named migrations with files in it. Name the folder: --migrations FOLDER",
  );
}

function chooseGiven(candidates: readonly MigrationCandidate[], directory: string, given: string): MigrationCandidate {
  const paths = [resolve(given), resolve(directory, given)].map((path) => relative(directory, path).split(sep).join("/"));
  const known = candidates.find(({ location }) => paths.includes(location));
  if (known !== undefined) return known;
  const folder = given === "" ? undefined : paths.find((path) => pathKind(resolve(directory, path)) === "folder");
  if (folder === undefined)
    throw refusal(
      `--migrations: expected a folder of migrations that exists, got ${JSON.stringify(given)} ("${resolve(given)}")`,
    );
  return {
    tool: "named by --migrations",
    location: folder,
    evidence: "--migrations",
    folders: [folder],
    source: { kind: "folder", folder: folder || "." },
  };
}

/** As a shell takes it. */
export function quote(word: string): string {
  return /^[\w./@:=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
