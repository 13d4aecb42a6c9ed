import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { globSync } from "tinyglobby";

import { attempt } from "../../../errors/attempt.js";
import { enclosingFolders, isInside } from "../../../files/enclosing-folders.js";
import { pathKind } from "../../../files/identity/stat-reachable.js";

interface WorkspaceManifest {
  readonly workspaces?: unknown;
}

type ReadManifest = (directory: string) => WorkspaceManifest;

/** Finds the root of the workspace that a package belongs to, or that it is itself; absolute. A folder above that does not list the package is none. */
export function findWorkspaceRoot(directory: string, readManifest: ReadManifest): string | undefined {
  return enclosingFolders(directory).find((folder) => {
    if (pathKind(join(folder, "package.json")) !== "file") return false;
    const patterns = listPatterns(folder, readManifest);
    if (patterns.length === 0) return false;
    return folder === directory || listPackages(folder, readManifest).some((found) => isInside(directory, found));
  });
}

/** Lists the packages of a workspace, absolute and sorted; none for a folder that is not the root of one. */
export function listPackages(root: string, readManifest: ReadManifest): readonly string[] {
  const patterns = listPatterns(root, readManifest).map((pattern) => `${pattern.replace(/\/+$/, "")}/package.json`);
  if (patterns.length === 0) return [];
  const files = globSync(patterns, { cwd: root, absolute: true, ignore: ["**/node_modules/**"], expandDirectories: false });
  const folders = files.map((file) => dirname(file)).filter((folder) => folder !== root);
  return folders.toSorted();
}

function listPatterns(root: string, readManifest: ReadManifest): readonly string[] {
  const { workspaces } = attempt(() => readManifest(root)) ?? {};
  const listed: unknown =
    typeof workspaces === "object" && workspaces !== null && "packages" in workspaces ? workspaces.packages : workspaces;
  const strings = Array.isArray(listed) ? listed.filter((entry): entry is string => typeof entry === "string") : [];
  return [...strings, ...listPnpmPatterns(root)];
}

/** The list `packages` of pnpm-workspace.yaml, which is written one entry a line or in brackets. */
function listPnpmPatterns(root: string): readonly string[] {
  const text = attempt(() => readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")) ?? "";
  const inBrackets = /^packages:\s*\[([^\]]*)\]/m.exec(text)?.[1]?.split(",");
  const inLines = /^packages:[^\S\n]*(?:#.*)?\r?\n((?:[^\S\n]*(?:-.*|#.*)?(?:\r?\n|$))+)/m.exec(text)?.[1]?.split("\n");
  const entries = (inBrackets ?? inLines ?? []).map((entry) =>
    entry
      .replace(/^\s*-/, "")
      .replace(/\s#.*$/, "")
      .trim(),
  );
  return entries
    .map((entry) => entry.replace(/^(["'])(.*)\1$/, "$2"))
    .filter((entry) => entry !== "" && !entry.startsWith("#"));
}
