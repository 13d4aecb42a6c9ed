import { existsSync } from "node:fs";
import { join } from "node:path";

import { enclosingFolders } from "../../../files/enclosing-folders.js";
import { readManifest, type ProjectFolder } from "./project-folder.js";

/** The package manager of a project, with its commands. */
export interface PackageManager {
  readonly name: Name;
  /** The file that shows it; `undefined` if nothing does, and npm is assumed. */
  readonly evidence: string | undefined;
  /** The command that installs packages for development. */
  readonly install: (packages: readonly string[]) => string;
  /** The command that runs an installed program. */
  readonly run: (command: string) => string;
}

type Name = "bun" | "npm" | "pnpm" | "yarn";

const COMMANDS: Readonly<Record<Name, { readonly install: string; readonly run: string }>> = {
  npm: { install: "npm install --save-dev", run: "npx" },
  pnpm: { install: "pnpm add --save-dev", run: "pnpm exec" },
  yarn: { install: "yarn add --dev", run: "yarn" },
  bun: { install: "bun add --dev", run: "bunx" },
};

const LOCK_FILES: readonly (readonly [file: string, name: Name])[] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
];

/** Finds it by `packageManager` in package.json, otherwise by the nearest lock file of the repository. */
export function findPackageManager({ directory, rootDirectory, manifest }: ProjectFolder): PackageManager {
  const declared = nameIn(manifest.packageManager) ?? nameIn(readManifest(rootDirectory).packageManager);
  if (declared !== undefined) return describe(declared, "packageManager in package.json");
  for (const folder of enclosingFolders(directory)) {
    const found = LOCK_FILES.find(([file]) => existsSync(join(folder, file)));
    if (found !== undefined) return describe(found[1], found[0]);
    // A lock file above the repository belongs to something else.
    if (existsSync(join(folder, ".git"))) break;
  }
  return describe("npm", undefined);
}

function nameIn(declaration: unknown): Name | undefined {
  const name = typeof declaration === "string" ? declaration.split("@", 1)[0] : undefined;
  return name !== undefined && isName(name) ? name : undefined;
}

function isName(name: string): name is Name {
  return Object.hasOwn(COMMANDS, name);
}

function describe(name: Name, evidence: string | undefined): PackageManager {
  const commands = COMMANDS[name];
  return {
    name,
    evidence,
    install: (packages) => `${commands.install} ${packages.join(" ")}`,
    run: (command) => `${commands.run} ${command}`,
  };
}
