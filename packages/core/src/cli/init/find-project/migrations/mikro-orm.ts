import { importPath } from "../../files/import-path.js";
import { fileCandidate, findConfigFiles, MODULE_EXTENSIONS, type MigrationDetector } from "./migration-candidate.js";
import { listMigrationFolders } from "./migration-folders.js";

const TOOL = "MikroORM";
const DRIVERS = ["@mikro-orm/better-sqlite", "@mikro-orm/sqlite", "@mikro-orm/libsql"];

/** By `mikro-orm.config.*`, in the project's folder or in `src`. */
export const detectMikroOrm: MigrationDetector = (project) =>
  findConfigFiles(project, ["mikro-orm.config", "src/mikro-orm.config"], MODULE_EXTENSIONS).map((file) => {
    const folders = listMigrationFolders(project)
      .filter(({ contents }) => contents === TOOL)
      .map(({ path }) => path);
    const driver = DRIVERS.find((name) => project.dependencies.has(name));
    if (driver === undefined)
      return { tool: TOOL, problem: `${file} is not for SQLite: package.json has none of ${DRIVERS.join(", ")}`, folders };
    return fileCandidate(TOOL, {
      file,
      folders,
      helper: "mikroOrm",
      imports: [`import { MikroORM } from ${JSON.stringify(driver)};`, `import options from ${importPath(file)};`],
      factory: "({ path }) => MikroORM.init({ ...options, dbName: path })",
    });
  });
