import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect } from "vitest";

import { installPackage } from "../../../../test/helpers/install-package.js";
import { coreDirectory } from "./create-project.js";
import { createFolder } from "./create-folder.js";
import { CLI_PATH } from "./run-cli.js";
import { runScript, type ScriptResult } from "./run-script.js";

const hooksDirectory = join(dirname(coreDirectory.replace(/\/$/, "")), "cucumber-hooks");

/** Where the packages are that a project can link. */
const PACKAGES: Readonly<Record<string, () => string>> = {
  "@cucumber/cucumber": () => join(hooksDirectory, "node_modules/@cucumber/cucumber"),
  vitest: () => resolvedDirectory("vitest"),
  typescript: () => resolvedDirectory("typescript"),
  "@types/node": () => resolvedDirectory("@types/node"),
};

/** A project before `init`, with packages linked as a package manager installs them. */
export interface InitProject {
  /** Absolute: where `init` is run. */
  readonly directory: string;
  read(path: string): string;
  init(words?: readonly string[]): Promise<ScriptResult>;
  /** Runs a command in a shell, as `init` prints it. */
  run(command: string): Promise<ScriptResult>;
}

/** By path. Values that are no strings become JSON. */
export type ProjectFiles = Readonly<Record<string, unknown>>;

export interface InitProjectOptions {
  /** Names of packages to link; picklejar's own and better-sqlite3 always are. */
  readonly packages?: readonly string[];
  /** The folder that `init` is run in, from that of the files. */
  readonly below?: string;
}

/** Makes a project of files. */
export function createInitProject(files: ProjectFiles, { packages = [], below = "." }: InitProjectOptions = {}): InitProject {
  const root = createFolder(textsOf(files));
  for (const directory of [coreDirectory, hooksDirectory]) installPackage(directory, root);
  for (const name of ["better-sqlite3", ...packages]) link(root, name);
  linkPrograms(root, join(root, "node_modules/@picklejar/core"));
  const directory = join(root, below);
  return {
    directory,
    read: (path) => readFileSync(join(directory, path), "utf8"),
    init: (words = ["--yes"]) => runScript(CLI_PATH, { cwd: directory, arguments: ["init", ...words] }),
    run: (command) => runCommand(command, directory),
  };
}

/** What `init --yes --json` prints. */
export interface InitData {
  readonly outcome: string;
  readonly files: readonly { readonly path: string; readonly outcome: string }[];
  readonly edits: readonly { readonly path: string; readonly action: string; readonly lines: readonly string[] }[];
  readonly notes: readonly string[];
  readonly install: string | null;
  readonly run: string;
}

/** Runs `init --yes --json`, and gives what it printed. */
export async function initForData(project: InitProject, words: readonly string[] = []): Promise<InitData> {
  const result = await project.init(["--yes", "--json", ...words]);
  expect(result).toHaveEnded({ code: 0, stderr: "" });
  return JSON.parse(result.stdout) as InitData;
}

function link(root: string, name: string): void {
  const target = PACKAGES[name]?.() ?? join(coreDirectory, "node_modules", name);
  const path = join(root, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
  linkPrograms(root, target);
}

function linkPrograms(root: string, target: string): void {
  const { name, bin = {} }: { name: string; bin?: string | Record<string, string> } = JSON.parse(
    readFileSync(join(target, "package.json"), "utf8"),
  );
  const programs = typeof bin === "string" ? { [name]: bin } : bin;
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  for (const [program, file] of Object.entries(programs)) {
    const place = join(root, "node_modules/.bin", program);
    if (!existsSync(place)) symlinkSync(join(target, file), place);
  }
}

function resolvedDirectory(name: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}

async function runCommand(command: string, cwd: string): Promise<ScriptResult> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST") && !name.startsWith("npm_"));
  const env = { ...Object.fromEntries(inherited), PICKLEJAR_RUN: undefined, npm_config_offline: "true" };
  return new Promise((resolve) => {
    const child = execFile("sh", ["-c", command], { cwd, env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr });
    });
  });
}

/** Gives the files as text. */
export function textsOf(files: ProjectFiles): Readonly<Record<string, string>> {
  const textOf = (content: unknown): string => (typeof content === "string" ? content : JSON.stringify(content));
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, textOf(content)]));
}
