import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";

import { enclosingFolders } from "../../../files/enclosing-folders.js";
import type { FoundProject } from "../find-project/find-project.js";
import type { CucumberSuite } from "../find-project/runners/cucumber.js";
import type { ProposedEdit } from "./proposed-file.js";

/** The hooks, from the folder where they are installed. */
export const REGISTER = "node_modules/@picklejar/cucumber-hooks/register.js";

/** Says what to add to a configuration of Cucumber, or to the script that runs it, so that the hooks are defined first. */
export function describeCucumberEdit(project: FoundProject, suite: CucumberSuite, path: string, steps: string): ProposedEdit {
  const { form, option } = suite.supportCode;
  const isYaml = /\.ya?ml$/.test(path);
  const files = [findRegister(project), ...(suite.areStepsLoaded ? [] : [steps])];
  if (form === "options") {
    const options = suite.script !== undefined && path === "package.json" ? ` of the script "${suite.script.name}"` : "";
    return { path, action: `put this first among the options${options}`, lines: files.map((file) => `--${option} ${file}`) };
  }
  if (form === "list") {
    const entries = files.map((file) => JSON.stringify(file));
    return {
      path,
      action: `put this first in its list "${option}"`,
      lines: entries.map((it) => (isYaml ? `- ${it}` : `${it},`)),
    };
  }
  // A list ends Cucumber's own search, so it has to name what that found.
  const all = [...files, `${suite.features}/**/*.{js,cjs,mjs}`].map((file) => JSON.stringify(file));
  const lines = isYaml ? [`${option}:`, ...all.map((entry) => `  - ${entry}`)] : [`"${option}": [${all.join(", ")}],`];
  return { path, action: "add this to its default profile", lines };
}

/** Where the hooks are, or will be when they are installed; relative to the project. */
export function findRegister({ folder: { directory, rootDirectory }, packageManager }: FoundProject): string {
  const installed = enclosingFolders(directory).find((folder) => existsSync(join(folder, REGISTER)));
  const folder = installed ?? (packageManager.name === "pnpm" ? directory : rootDirectory);
  const path = relative(directory, join(folder, REGISTER)).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}
