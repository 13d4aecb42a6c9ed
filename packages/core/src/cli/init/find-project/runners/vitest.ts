import { posix } from "node:path";
import picomatch from "picomatch";

import type { ProjectFolder } from "../project-folder.js";
import { readList, withoutComments } from "../source-text.js";
import { findConfigFiles, MODULE_EXTENSIONS } from "../migrations/migration-candidate.js";
import { staticFolder } from "../static-folder.js";

/** The Vitest suite of a project. Paths are relative, with `/`. */
export interface VitestSuite {
  /** Its configuration; `undefined` if it has none. */
  readonly config: string | undefined;
  /** Whether a script of package.json names it with `--config`. */
  readonly isNamed: boolean;
  /** Whether the configuration names the global set-up of picklejar. */
  readonly isWired: boolean;
  /** The folder for a new test. */
  readonly tests: string;
  /** The patterns of its `include` that do not match the new test; empty if it runs. */
  readonly unmatched: readonly string[];
  /** Whether its tests run in Cloudflare's runtime, which has no better-sqlite3. */
  readonly runsInWorkers: boolean;
}

/** Reads the suite as it is. */
export function readVitestSuite(project: ProjectFolder, extension: "js" | "ts"): VitestSuite {
  const named = findNamedConfig(project);
  const [config] = [named ?? [], findConfigFiles(project, ["vitest.config", "vite.config"], MODULE_EXTENSIONS)].flat();
  const text = config === undefined ? "" : withoutComments(project.read(config) ?? "");
  // Those of other options are no patterns of tests.
  const ofTests = text.replaceAll(/\b(?:coverage|optimizeDeps|ssr)\s*:\s*\{[^}]*\}/g, "");
  const include = readList(ofTests, "include").map((pattern) => pattern.replace(/^\.\//, ""));
  const folders = ["test", "tests", "__tests__"].toSorted((a, b) => rank(project, a) - rank(project, b));
  const candidates = [...folders, "src", ...include.map((pattern) => staticFolder(pattern))];
  const matching = candidates.find((folder) =>
    include.some((pattern) => picomatch.isMatch(posix.join(folder, `picklejar.test.${extension}`), pattern)),
  );
  return {
    config,
    isNamed: named !== undefined,
    isWired: text.includes("@picklejar/core/vitest/setup"),
    tests: matching ?? folders[0] ?? "test",
    unmatched: matching === undefined ? include : [],
    runsInWorkers: text.includes("vitest-pool-workers"),
  };
}

function findNamedConfig({ manifest, kind }: ProjectFolder): string | undefined {
  const commands = Object.values(manifest.scripts).map((script) => /(?:^|[\s/])vitest\b([^&|;]*)/.exec(script)?.[1] ?? "");
  const named = commands.map((words) => /\s(?:--config|-c)[\s=]["']?([^\s"']+)/.exec(words)?.[1]);
  const paths = named.flatMap((path) => (path === undefined ? [] : [posix.normalize(path)]));
  return paths.find((path) => kind(path) === "file");
}

/** Folders that are there come first. */
function rank({ kind }: ProjectFolder, folder: string): number {
  return kind(folder) === "folder" ? 0 : 1;
}
