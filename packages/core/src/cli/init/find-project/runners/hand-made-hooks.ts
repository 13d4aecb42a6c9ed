import { posix } from "node:path";

import type { ProjectFolder } from "../project-folder.js";
import { withoutComments } from "../source-text.js";
import { findFiles } from "../walk-folders.js";

/** What the support code of a suite does with databases by itself. */
export interface HandMadeSupport {
  /** The files whose hooks seem to open a database; relative, with `/`. */
  readonly hooks: readonly string[];
  /** Whether it gives the World a `db` of its own. */
  readonly hasDb: boolean;
}

const HOOK = /(?<![\w$.])(?:Before|After|BeforeAll|AfterAll)\s*\(/;
const DATABASE =
  /better-sqlite3|\bsqlite3?\b|node:sqlite|@libsql|new\s+Database\w*\s*\(|\bknex\s*\(|\bdrizzle\s*\(|new\s+(?:Kysely|DataSource|PrismaClient|Sequelize)\b/i;
const SETS_DB = /\b(?:this|world)\.db\s*=(?!=)/;
const WORLD_WITH_DB = /class\s+\w+\s+extends\s+World\b[^]*?^\s*(?:(?:public|declare|override)\s+)*db\s*[!?:=;]/m;

/** Reads the files below some folders that use Cucumber. */
export function findHandMadeSupport(project: ProjectFolder, folders: readonly string[]): HandMadeSupport {
  const files = findFiles(project, /(?<!\.d)\.[cm]?[jt]s$/).filter((file) => folders.some((folder) => isBelow(file, folder)));
  const read = files.map((file) => ({ file, text: withoutComments(project.read(file) ?? "") }));
  const support = read.filter(({ text }) => text.includes("@cucumber/cucumber"));
  return {
    hooks: support.filter(({ text }) => HOOK.test(text) && DATABASE.test(text)).map(({ file }) => file),
    hasDb: support.some(({ text }) => SETS_DB.test(text) || WORLD_WITH_DB.test(text)),
  };
}

function isBelow(file: string, folder: string): boolean {
  return !posix.relative(folder, file).startsWith("..");
}
