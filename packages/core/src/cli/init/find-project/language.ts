import { pathKind } from "../../../files/identity/stat-reachable.js";
import { join } from "node:path";
import { withoutComments } from "./source-text.js";
import type { ProjectFolder } from "./project-folder.js";

/** What the files of a project are written in. */
export interface Language {
  readonly modules: "CommonJS" | "ES modules";
  readonly name: "JavaScript" | "TypeScript";
  /** What new files are written in: `tsconfig.json` may not accept new TypeScript files. */
  readonly newFiles: "JavaScript" | "TypeScript";
  /** Why they are in JavaScript in a TypeScript project. */
  readonly reason?: string;
}

/** Finds it by `type` in package.json, `tsconfig.json` and the dependencies. */
export function findLanguage(project: ProjectFolder): Language {
  const modules = project.manifest.type === "module" ? "ES modules" : "CommonJS";
  if (!isTypeScript(project)) return { modules, name: "JavaScript", newFiles: "JavaScript" };
  const typescript = { modules, name: "TypeScript" } as const;
  if (!compilesEverything(project)) return { ...typescript, newFiles: "TypeScript" };
  const reason = "tsconfig.json has a rootDir and no include, so tsc would refuse new TypeScript files outside of that folder";
  return { ...typescript, newFiles: "JavaScript", reason };
}

function isTypeScript({ kind, dependencies, rootDirectory }: ProjectFolder): boolean {
  if (kind("tsconfig.json") === "file") return true;
  return dependencies.has("typescript") && pathKind(join(rootDirectory, "tsconfig.json")) === "file";
}

function compilesEverything({ read }: ProjectFolder): boolean {
  const text = withoutComments(read("tsconfig.json") ?? "");
  return /"rootDir"\s*:\s*"(?!\.\/?")/.test(text) && !/"(?:include|files)"\s*:/.test(text);
}
