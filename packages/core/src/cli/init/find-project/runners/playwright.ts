import { MODULE_EXTENSIONS } from "../migrations/migration-candidate.js";
import type { ProjectFolder } from "../project-folder.js";

/** The configuration of Playwright in a project; relative. */
export function findPlaywrightConfig({ kind }: ProjectFolder): string | undefined {
  return MODULE_EXTENSIONS.map((extension) => `playwright.config.${extension}`).find((path) => kind(path) === "file");
}
