import { withoutComments } from "../source-text.js";
import { findFiles } from "../walk-folders.js";
import type { ProjectFolder } from "../project-folder.js";

/** A file of support code whose hooks the project wrote. */
export interface HandMadeHooks {
  /** Relative, with `/`. */
  readonly file: string;
  /** Whether it seems to open a database. */
  readonly opensDatabase: boolean;
  /** Whether it gives the World a `db` of its own. */
  readonly setsDb: boolean;
}

const HOOK = /(?<![\w$.])(?:Before|After|BeforeAll|AfterAll)\s*\(/;
const DATABASE =
  /better-sqlite3|\bsqlite3?\b|node:sqlite|@libsql|new\s+Database\w*\s*\(|\bknex\s*\(|\bdrizzle\s*\(|new\s+(?:Kysely|DataSource|PrismaClient|Sequelize)\b/i;

/** Lists the files below a folder of features that define hooks of Cucumber. */
export function findHandMadeHooks(project: ProjectFolder, features: string): readonly HandMadeHooks[] {
  const files = findFiles(project, /(?<!\.d)\.[cm]?[jt]s$/).filter(
    (file) => features === "." || file.startsWith(`${features}/`),
  );
  return files.flatMap((file) => {
    const text = withoutComments(project.read(file) ?? "");
    if (!HOOK.test(text) || !text.includes("@cucumber/cucumber")) return [];
    return [{ file, opensDatabase: DATABASE.test(text), setsDb: /\b(?:this|world)\.db\s*=(?!=)/.test(text) }];
  });
}
