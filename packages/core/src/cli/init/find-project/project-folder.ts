import { readdirSync, readFileSync, type Dirent } from "node:fs";
import { join } from "node:path";

import { attempt } from "../../../errors/attempt.js";
import { messageOf } from "../../../errors/message-of.js";
import { enclosingFolders } from "../../../files/enclosing-folders.js";
import { pathKind } from "../../../files/identity/stat-reachable.js";
import { refusal } from "../../misuse-error.js";
import { findWorkspaceRoot } from "./workspace.js";

/** What detectors read of a project. Paths are relative to its folder, with `/`. Nothing in it is run. */
export interface ProjectFolder {
  /** Absolute: the nearest folder with a package.json. */
  readonly directory: string;
  /** Absolute: the root of the workspace that it belongs to, or the folder itself. */
  readonly rootDirectory: string;
  readonly manifest: Manifest;
  /** Name and version range of what its package.json asks for, and that of the workspace root. */
  readonly dependencies: ReadonlyMap<string, string>;
  readonly kind: (path: string) => "file" | "folder" | undefined;
  /** The text of a file, without a byte order mark; `undefined` if it cannot be read. */
  readonly read: (path: string) => string | undefined;
  /** What is in a folder, by name; nothing if it cannot be read. */
  readonly list: (path: string) => readonly Dirent[];
}

/** What `init` reads of a package.json. */
export interface Manifest {
  readonly type?: unknown;
  readonly packageManager?: unknown;
  readonly workspaces?: unknown;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/**
 * Opens the project that a folder belongs to.
 *
 * @throws misuse if there is no package.json in it or above it, or if one cannot be read
 */
export function openProjectFolder(from: string): ProjectFolder {
  const directory = enclosingFolders(from).find((folder) => pathKind(join(folder, "package.json")) === "file");
  if (directory === undefined)
    throw refusal(
      `There is no package.json in "${from}" or in a folder above it. Run init in a project, or make one: npm init`,
    );
  const manifest = readManifest(directory);
  const rootDirectory = findWorkspaceRoot(directory, readManifest) ?? directory;
  const root = rootDirectory === directory ? manifest : readManifest(rootDirectory);
  return {
    directory,
    rootDirectory,
    manifest,
    dependencies: new Map(Object.entries({ ...root.dependencies, ...manifest.dependencies })),
    kind: (path) => pathKind(join(directory, path)),
    read: (path) => readText(join(directory, path)),
    list: (path) => listFolder(join(directory, path)),
  };
}

/** @throws misuse if it is no JSON object */
export function readManifest(directory: string): Manifest {
  const path = join(directory, "package.json");
  const content = parseManifest(path);
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw refusal(`"${path}": expected a JSON object, got ${JSON.stringify(content)}. Correct it, and run init again`);
  const fields: Readonly<Record<string, unknown>> = { ...content };
  const groups = ["optionalDependencies", "peerDependencies", "devDependencies", "dependencies"];
  const dependencies = Object.fromEntries(groups.flatMap((group) => Object.entries(stringsOf(fields[group]))));
  return { ...fields, scripts: stringsOf(fields["scripts"]), dependencies };
}

function parseManifest(path: string): unknown {
  const text = readText(path);
  if (text === undefined) throw refusal(`"${path}" cannot be read. Give this user read permission, and run init again`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusal(`"${path}" is not JSON: ${messageOf(error)}. Correct it, and run init again`);
  }
}

/** The entries of an object whose values are strings. */
function stringsOf(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function readText(path: string): string | undefined {
  return attempt(() => readFileSync(path, "utf8"))?.replace(/^\uFEFF/, "");
}

function listFolder(path: string): readonly Dirent[] {
  const entries = attempt(() => readdirSync(path, { withFileTypes: true })) ?? [];
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
