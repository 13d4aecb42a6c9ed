import { readForeignDialect, type MigrationDetector } from "./migration-candidate.js";
import { listMigrationFolders } from "./migration-folders.js";

/** By folders of SQL files, or of modules that no other migrator is recognised in. */
export const detectPlainFolders: MigrationDetector = (project) =>
  listMigrationFolders(project).map(({ path: folder, contents }) => {
    if (contents !== "sql" && contents !== "modules") {
      const problem = `"${folder}" holds migrations for ${contents}, whose configuration was not found: write picklejar's by hand, with @picklejar/core/migrators`;
      return { tool: contents, problem, folders: [folder] };
    }
    const dialect = readForeignDialect(project, folder);
    if (dialect !== undefined)
      return { tool: "SQL files", problem: `"${folder}" is for ${dialect}, and picklejar is for SQLite`, folders: [folder] };
    const tool = contents === "sql" ? "SQL files" : "modules";
    return { tool, location: folder, evidence: folder, folders: [folder], source: { kind: "folder", folder } };
  });
