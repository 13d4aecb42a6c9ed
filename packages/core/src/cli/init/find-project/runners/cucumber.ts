import { posix } from "node:path";
import picomatch from "picomatch";

import type { ProjectFolder } from "../project-folder.js";
import { withoutComments } from "../source-text.js";
import { staticFolder } from "../static-folder.js";
import { findFiles } from "../walk-folders.js";
import { findHandMadeSupport, type HandMadeSupport } from "./hand-made-hooks.js";
import { listPatterns, readSupportCode, type SupportCode } from "./support-code.js";

/** The Cucumber suite of a project. Paths are relative, with `/`. */
export interface CucumberSuite {
  /** Its configuration; `undefined` if it has none. */
  readonly config: string | undefined;
  /** The script of package.json that runs it; `undefined` if there is none. */
  readonly script: CucumberScript | undefined;
  /** Of the configuration, or of the script if there is no configuration. */
  readonly supportCode: SupportCode;
  /** Whether it names the hooks of picklejar. */
  readonly isWired: boolean;
  /** The folder of features. */
  readonly features: string;
  /** The folder for a new file of steps. */
  readonly steps: string;
  /** Whether new files in that folder were seen to be loaded. */
  readonly areStepsLoaded: boolean;
  /** Whether anything seems to load TypeScript. */
  readonly loadsTypeScript: boolean;
  readonly handMade: HandMadeSupport;
}

export interface CucumberScript {
  readonly name: string;
  /** What it sets, such as `NODE_OPTIONS="--import tsx"`; empty if it sets nothing. */
  readonly environment: string;
  /** What follows `cucumber-js`. */
  readonly arguments: string;
}

const DEFAULT_CONFIGS = ["js", "cjs", "mjs", "json", "yaml", "yml"].map((extension) => `cucumber.${extension}`);

/** Reads the suite as it is. `stepsName` is the name of the new file of steps. */
export function readCucumberSuite(project: ProjectFolder, stepsName: string): CucumberSuite {
  const script = findScript(project);
  const config = findConfig(project, script?.arguments ?? "");
  const text = config === undefined ? (script?.arguments ?? "") : readConfig(project, config);
  const supportCode = readSupportCode(text);
  const features = findFeatures(project, text);
  const isLoaded = (folder: string): boolean => loads(supportCode, posix.join(folder, stepsName));
  const steps = chooseSteps(project, features, supportCode, isLoaded);
  return {
    config,
    script,
    supportCode,
    isWired: text.includes("@picklejar/cucumber-hooks"),
    features,
    steps,
    areStepsLoaded: isLoaded(steps),
    loadsTypeScript: /\b(?:ts-node|tsx|swc|swc-node|esbuild|babel)\b/.test(text + (script?.arguments ?? "")),
    handMade: findHandMadeSupport(project, [features, ...supportCode.patterns.map((pattern) => staticFolder(pattern))]),
  };
}

function findScript({ manifest }: ProjectFolder): CucumberScript | undefined {
  for (const [name, command] of Object.entries(manifest.scripts)) {
    const match = /(?:^|[\s/])cucumber(?:-js|\.js)?(?:\s+([^&|;]*))?(?:$|[&|;])/.exec(command);
    if (match === null) continue;
    const environment = /(?:^|\s)(NODE_OPTIONS=(?:"[^"]*"|'[^']*'|\S+))\s/.exec(command)?.[1] ?? "";
    return { name, environment, arguments: (match[1] ?? "").trim() };
  }
  return undefined;
}

function findConfig({ kind }: ProjectFolder, words: string): string | undefined {
  const [, , named] = /(?:^|\s)(?:--config|-c)[\s=](["']?)([^\s"']+)\1/.exec(words) ?? [];
  const names = named === undefined ? DEFAULT_CONFIGS : [posix.normalize(named), ...DEFAULT_CONFIGS];
  return names.find((name) => kind(name) === "file");
}

function readConfig({ read }: ProjectFolder, path: string): string {
  const text = read(path) ?? "";
  // In YAML, a glob may look like the beginning of a comment in JavaScript.
  return /\.ya?ml$/.test(path) ? text.replaceAll(/(?:^|\s)#.*$/gm, "") : withoutComments(text);
}

/** Where features are: as the configuration says, otherwise where there are some. */
function findFeatures(project: ProjectFolder, text: string): string {
  const [pattern] = listPatterns(text, "paths");
  if (pattern !== undefined) return staticFolder(pattern);
  if (project.kind("features") === "folder") return "features";
  const [first] = findFiles(project, /\.feature(?:\.md)?$/);
  return first === undefined ? "features" : posix.dirname(first);
}

function chooseSteps(
  project: ProjectFolder,
  features: string,
  { patterns }: SupportCode,
  isLoaded: (folder: string) => boolean,
): string {
  const usual = ["steps", "step_definitions", "step-definitions"].map((name) => posix.join(features, name));
  const existing = usual.filter((folder) => project.kind(folder) === "folder");
  const globs = patterns.filter((pattern) => /[*?[{]/.test(pattern)).map((pattern) => staticFolder(pattern));
  const candidates = [...existing, ...usual, ...globs];
  return candidates.find((folder) => isLoaded(folder)) ?? candidates[0] ?? "features/steps";
}

function loads({ form, patterns }: SupportCode, file: string): boolean {
  // Cucumber's own search.
  if (form === "none") return file.startsWith("features/") && /\.[cm]?js$/.test(file);
  return patterns.some((pattern) => isInFolder(pattern, file) || picomatch.isMatch(file, pattern));
}

/** Cucumber takes a folder for everything in it. */
function isInFolder(pattern: string, file: string): boolean {
  return !/[*?[{.]/.test(pattern) && !posix.relative(pattern, file).startsWith("..");
}
