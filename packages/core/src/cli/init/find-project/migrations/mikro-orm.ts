import { importPath } from "../../files/import-path.js";
import { findConfigFiles, MODULE_EXTENSIONS, type MigrationDetector } from "./migration-candidate.js";

const TOOL = "MikroORM";

/** By `mikro-orm.config.*`, in the project's folder or in `src`. */
export const detectMikroOrm: MigrationDetector = (project) =>
  findConfigFiles(project, ["mikro-orm.config", "src/mikro-orm.config"], MODULE_EXTENSIONS).map((file) => {
    const text = project.read(file) ?? "";
    const other = /@mikro-orm\/(postgresql|mysql|mariadb|mongodb|mssql)\b/.exec(text)?.[1];
    if (other !== undefined && !/sqlite|libsql/i.test(text))
      return { tool: TOOL, problem: `${file} is for ${other}, and picklejar is for SQLite`, folders: ["migrations"] };
    return {
      tool: TOOL,
      location: file,
      evidence: file,
      folders: ["migrations", "src/migrations"],
      source: {
        kind: "code",
        helper: "mikroOrm",
        importedFile: file,
        imports: [`import options from ${importPath(file)};`],
        factory: "({ path }) => ({ ...options, dbName: path })",
      },
    };
  });
