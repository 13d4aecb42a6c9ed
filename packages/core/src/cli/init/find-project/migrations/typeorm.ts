import { importPath } from "../../files/import-path.js";
import { withoutComments } from "../source-text.js";
import { findFiles } from "../walk-folders.js";
import {
  fileCandidate,
  type MigrationCandidate,
  type MigrationDetector,
  type MigrationProblem,
} from "./migration-candidate.js";
import { listMigrationFolders } from "./migration-folders.js";

const TOOL = "TypeORM";

/** By the file that makes the project's DataSource. */
export const detectTypeorm: MigrationDetector = (project) => {
  if (!project.dependencies.has("typeorm")) return [];
  const folders = listMigrationFolders(project)
    .filter(({ contents }) => contents === "TypeORM")
    .map(({ path }) => path);
  const found = findFiles(project, /^(?:.*data-?source.*|ormconfig|typeorm\.config)\.[cm]?[jt]s$/i).flatMap((file) => {
    const text = withoutComments(project.read(file) ?? "");
    return /new\s+DataSource\s*\(/.test(text) ? [readDataSource(file, text, folders)] : [];
  });
  if (found.length > 0 || folders.length === 0) return found;
  const problem = `no file named data-source.* makes a DataSource for the migrations in "${folders.join('", "')}": write the configuration by hand, with typeorm() of @picklejar/core/migrators (docs/migrations/typeorm.md)`;
  return [{ tool: TOOL, problem, folders }];
};

function readDataSource(file: string, text: string, folders: readonly string[]): MigrationCandidate | MigrationProblem {
  const type = /(?<![\w$.])type\s*:\s*(["'`])([\w-]+)\1/.exec(text)?.[2];
  if (type !== undefined && !/sqlite|sqljs|libsql/i.test(type))
    return { tool: TOOL, problem: `${file} is for ${type}, and picklejar is for SQLite`, folders };
  const name = /export\s+const\s+(\w+)\s*(?::\s*\w+\s*)?=\s*new\s+DataSource/.exec(text)?.[1];
  if (name === undefined && !/export\s+default|module\.exports\s*=\s*new\s+DataSource/.test(text))
    return { tool: TOOL, problem: `${file} exports no DataSource that init can read: export it as a constant`, folders };
  return fileCandidate(TOOL, {
    file,
    folders,
    helper: "typeorm",
    imports: [
      'import { DataSource } from "typeorm";',
      `import ${name === undefined ? "dataSource" : `{ ${name} }`} from ${importPath(file)};`,
    ],
    factory: `({ path }) => new DataSource(Object.assign({}, ${name ?? "dataSource"}.options, { database: path }))`,
  });
}
