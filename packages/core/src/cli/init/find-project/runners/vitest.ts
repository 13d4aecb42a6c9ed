import picomatch from "picomatch";

import type { ProjectFolder } from "../project-folder.js";
import { readList, withoutComments } from "../source-text.js";
import { findConfigFiles, MODULE_EXTENSIONS } from "../migrations/migration-candidate.js";

/** The Vitest suite of a project. Paths are relative, with `/`. */
export interface VitestSuite {
  /** Its configuration; `undefined` if it has none. */
  readonly config: string | undefined;
  /** Whether the configuration names the global set-up of picklejar. */
  readonly isWired: boolean;
  /** The folder for a new test. */
  readonly tests: string;
  /** The patterns of its `include` that do not match the new test; empty if it runs. */
  readonly unmatched: readonly string[];
}

/** Reads the suite as it is. */
export function readVitestSuite(project: ProjectFolder, extension: "js" | "ts"): VitestSuite {
  const [config] = findConfigFiles(project, ["vitest.config", "vite.config"], MODULE_EXTENSIONS);
  const text = config === undefined ? "" : withoutComments(project.read(config) ?? "");
  // Those of other options are no patterns of tests.
  const ofTests = text.replaceAll(/\b(?:coverage|optimizeDeps|ssr)\s*:\s*\{[^}]*\}/g, "");
  const include = readList(ofTests, "include").map((pattern) => pattern.replace(/^\.\//, ""));
  const folders = ["test", "tests", "__tests__"].toSorted((a, b) => rank(project, a) - rank(project, b));
  const matching = [...folders, "src"].find((folder) =>
    include.some((it) => picomatch.isMatch(`${folder}/picklejar.test.${extension}`, it)),
  );
  return {
    config,
    isWired: text.includes("@picklejar/core/vitest"),
    tests: matching ?? folders[0] ?? "test",
    unmatched: matching === undefined ? include : [],
  };
}

/** Folders that are there come first. */
function rank({ kind }: ProjectFolder, folder: string): number {
  return kind(folder) === "folder" ? 0 : 1;
}
