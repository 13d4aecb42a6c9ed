import { posix } from "node:path";
import picomatch from "picomatch";

import type { ProjectFolder } from "../project-folder.js";
import { readList, readString, withoutComments } from "../source-text.js";
import { findFiles } from "../walk-folders.js";
import { findHandMadeHooks, type HandMadeHooks } from "./hand-made-hooks.js";

/** The Cucumber suite of a project. Paths are relative, with `/`. */
export interface CucumberSuite {
  /** Its configuration; `undefined` if it has none. */
  readonly config: string | undefined;
  /** Whether the configuration names the hooks of picklejar. */
  readonly isWired: boolean;
  /** Whether the configuration names files of support code, which ends Cucumber's own search. */
  readonly hasPatterns: boolean;
  /** The option that the configuration loads support code with. */
  readonly loadsWith: "import" | "require";
  /** The folder of features. */
  readonly features: string;
  /** The folder for a new file of steps, which the configuration loads. */
  readonly steps: string;
  /** Whether the configuration was seen to load new files in that folder. */
  readonly areStepsLoaded: boolean;
  /** What the script that runs Cucumber sets, such as `NODE_OPTIONS="--import tsx"`; empty if it sets nothing. */
  readonly environment: string;
  /** Whether anything seems to load TypeScript. */
  readonly loadsTypeScript: boolean;
  readonly hooks: readonly HandMadeHooks[];
}

const DEFAULT_CONFIGS = ["js", "cjs", "mjs", "json", "yaml", "yml"].map((extension) => `cucumber.${extension}`);

/** Reads the suite as it is. `stepsName` is the name of the new file of steps. */
export function readCucumberSuite(project: ProjectFolder, stepsName: string): CucumberSuite {
  const script = Object.values(project.manifest.scripts).find((command) => /\bcucumber(?:-js)?\b/.test(command)) ?? "";
  const config = findConfig(project, script);
  const text = config === undefined ? "" : readConfig(project, config);
  const features = findFeatures(project, text);
  const patterns = [...listPatterns(text, "import"), ...listPatterns(text, "require")];
  const isLoaded = (folder: string): boolean => loads(patterns, folder, stepsName);
  const steps = chooseSteps(project, features, patterns, isLoaded);
  return {
    config,
    isWired: text.includes("@picklejar/cucumber-hooks"),
    hasPatterns: patterns.length > 0,
    loadsWith: /["']?\brequire\b["']?\s*:/.test(text) && !/["']?\bimport\b["']?\s*:/.test(text) ? "require" : "import",
    features,
    steps,
    areStepsLoaded: patterns.length === 0 ? isInFolder("features", steps) : isLoaded(steps),
    environment: /(?:^|\s)(NODE_OPTIONS=(?:"[^"]*"|'[^']*'|\S+))\s/.exec(script)?.[1] ?? "",
    loadsTypeScript: /\b(?:ts-node|tsx|swc|esbuild|babel)\b/.test(text + script),
    hooks: findHandMadeHooks(project, features),
  };
}

function findConfig({ kind }: ProjectFolder, script: string): string | undefined {
  const [, , named] = /\s(?:--config|-c)[\s=](["']?)([^\s"']+)\1/.exec(script) ?? [];
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

/** A list, or a single string. */
function listPatterns(text: string, name: string): readonly string[] {
  const single = readString(text, name);
  const patterns = [...readList(text, name), ...(typeof single === "string" ? [single] : [])];
  return [...patterns, ...readYamlList(text, name)].map((pattern) => pattern.replace(/^\.\//, ""));
}

function readYamlList(text: string, name: string): readonly string[] {
  const lines = new RegExp(`^\\s*${name}:\\s*\\r?\\n((?:\\s*-.*\\r?\\n?)+)`, "m").exec(text)?.[1]?.split("\n") ?? [];
  return lines
    .map((line) =>
      line
        .replace(/^\s*-\s*/, "")
        .trim()
        .replace(/^(["'])(.*)\1$/, "$2"),
    )
    .filter((entry) => entry !== "");
}

function chooseSteps(
  project: ProjectFolder,
  features: string,
  patterns: readonly string[],
  isLoaded: (folder: string) => boolean,
): string {
  const usual = ["steps", "step_definitions", "step-definitions"].map((name) => posix.join(features, name));
  const existing = usual.filter((folder) => project.kind(folder) === "folder");
  const globs = patterns.filter((pattern) => /[*?[{]/.test(pattern)).map((pattern) => staticFolder(pattern));
  const candidates = [...existing, ...usual, ...globs];
  return candidates.find((folder) => isLoaded(folder)) ?? candidates[0] ?? "features/steps";
}

function loads(patterns: readonly string[], folder: string, name: string): boolean {
  return patterns.some((pattern) => isInFolder(pattern, folder) || picomatch.isMatch(posix.join(folder, name), pattern));
}

/** Cucumber takes a folder for everything in it. */
function isInFolder(pattern: string, folder: string): boolean {
  return !/[*?[{.]/.test(pattern) && !posix.relative(pattern, folder).startsWith("..");
}

/** The folder before the first wildcard. */
function staticFolder(pattern: string): string {
  const segments = pattern.replace(/^\.\//, "").split("/");
  const wild = segments.findIndex((segment) => /[*?[{]/.test(segment) || /\.\w+$/.test(segment));
  return segments.slice(0, wild === -1 ? undefined : wild).join("/") || ".";
}
