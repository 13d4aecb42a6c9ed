import { withoutComments } from "../source-text.js";
import { folderCandidate, type MigrationDetector } from "./migration-candidate.js";

const CURE = "run npx wrangler d1 migrations create, which writes it";

/** By the D1 databases of `wrangler.toml`, `.json` or `.jsonc`. */
export const detectWrangler: MigrationDetector = (project) => {
  const file = ["wrangler.json", "wrangler.jsonc", "wrangler.toml"].find((name) => project.kind(name) === "file");
  if (file === undefined) return [];
  const read = project.read(file) ?? "";
  const text = file.endsWith(".toml") ? read.replaceAll(/^\s*#.*$/gm, "") : withoutComments(read);
  if (!/\bd1_databases\b/.test(text)) return [];
  const named = [...text.matchAll(/\bmigrations_dir"?\s*[=:]\s*(["'])([^"'\n]+)\1/g)].map(([, , folder = ""]) => folder);
  const folders = new Set(named.length === 0 ? ["migrations"] : named);
  return [...folders].map((folder) => folderCandidate(project, "wrangler (D1)", { folder, evidence: file, cure: CURE }));
};
