import type { MigrationsOption } from "../find-project/migrations/migration-candidate.js";
import type { ProposedFile } from "./proposed-file.js";

/** Makes the configuration of picklejar. */
export function createConfigFile(
  source: MigrationsOption,
  newFiles: "JavaScript" | "TypeScript",
  runnerLines: readonly string[],
): ProposedFile {
  const lines = [
    'import { defineConfig } from "@picklejar/core";',
    ...(source.kind === "code" ? [`import { ${source.helper} } from "@picklejar/core/migrators";`, ...source.imports] : []),
    "",
    "export default defineConfig({",
    `  migrations: ${source.kind === "code" ? `${source.helper}(${source.factory})` : JSON.stringify(source.folder)},`,
    ...runnerLines.map((line) => `  ${line}`),
    "});",
    "",
  ];
  // JavaScript cannot import the TypeScript of a migrator on every Node.
  const importsTypeScript = source.kind === "code" && /\.[cm]?ts$/.test(source.importedFile ?? "");
  const extension = newFiles === "TypeScript" || importsTypeScript ? "ts" : "mjs";
  return { path: `picklejar.config.${extension}`, content: lines.join("\n") };
}
