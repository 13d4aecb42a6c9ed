import { COMPUTED, readString, withoutComments } from "../source-text.js";
import { findConfigFiles, folderCandidate, MODULE_EXTENSIONS, type MigrationDetector } from "./migration-candidate.js";

const TOOL = "Drizzle";
const OF_SQLITE = new Set(["sqlite", "turso", "libsql"]);
const CURE = "run npx drizzle-kit generate, which writes it";

/** By `drizzle.config.*`, which names the folder in `out`; otherwise by the folder `drizzle` with its journal. */
export const detectDrizzle: MigrationDetector = (project) => {
  const files = findConfigFiles(project, ["drizzle.config"], [...MODULE_EXTENSIONS, "json"]);
  if (files.length > 0) return files.map((file) => readConfig(file));
  if (project.kind("drizzle/meta/_journal.json") !== "file") return [];
  return [folderCandidate(project, TOOL, { folder: "drizzle", evidence: "drizzle/meta/_journal.json", cure: CURE })];

  function readConfig(file: string): ReturnType<MigrationDetector>[number] {
    const text = withoutComments(project.read(file) ?? "");
    const dialect = readString(text, "dialect");
    if (typeof dialect === "string" && !OF_SQLITE.has(dialect))
      return { tool: TOOL, problem: `${file} is for ${dialect}, and picklejar is for SQLite` };
    const folder = readString(text, "out") ?? "drizzle";
    if (folder === COMPUTED)
      return {
        tool: TOOL,
        problem: `${file} computes its folder (out), and init does not run it: name the folder with --migrations FOLDER`,
      };
    return folderCandidate(project, TOOL, { folder, evidence: file, cure: CURE });
  }
};
