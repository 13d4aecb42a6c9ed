import { existsSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";

import { enclosingFolders } from "../../../files/enclosing-folders.js";
import { doesNodeStripTypes } from "../../../modules/load-module.js";
import type { FoundProject } from "../find-project/find-project.js";
import { readCucumberSuite, type CucumberSuite } from "../find-project/runners/cucumber.js";
import { createCucumberConfig, createFeature, createSteps } from "./cucumber-files.js";
import type { ProposedEdit, RunnerPlan } from "./proposed-file.js";

const REGISTER = "node_modules/@picklejar/cucumber-hooks/register.js";

/** What a suite of Cucumber needs: a feature, its steps, and the hooks first in Cucumber's configuration. */
export function planCucumber(project: FoundProject): RunnerPlan {
  const { folder, language, packageManager } = project;
  const extension = language.newFiles === "TypeScript" ? "ts" : "js";
  const stepsName = `picklejar-steps.${extension}`;
  const suite = readCucumberSuite(folder, stepsName);
  const property = suite.hooks.some(({ setsDb }) => setsDb) ? "testDatabase" : "db";
  const steps = posix.join(suite.steps, stepsName);
  const loader = findLoader(project, suite);
  const config = suite.config === undefined || suite.config.startsWith("cucumber.") ? "" : `--config ${suite.config} `;
  const command = packageManager.run(`cucumber-js ${config}--tags @picklejar`);
  return {
    files: [
      createFeature(suite.features),
      createSteps(steps, { language, property }),
      ...(suite.config === undefined ? [createCucumberConfig(suite.features, registerEntry(project), extension)] : []),
    ],
    edits: suite.config === undefined || suite.isWired ? [] : [describeEdit(project, suite, suite.config, steps)],
    notes: suite.hooks.filter(({ opensDatabase }) => opensDatabase).map(({ file }) => describeHooks(file)),
    packages: ["@picklejar/cucumber-hooks", "@cucumber/cucumber", ...loader.packages],
    command: `${loader.environment}${command}`,
    configLines:
      property === "db" ? [] : [`cucumber: { worldProperty: ${JSON.stringify(property)} }, // hooks of this suite set this.db`],
  };
}

function describeHooks(file: string): string {
  return (
    `${file} has hooks that open a database. picklejar's hooks must be defined first, so that its database is there before these run. ` +
    "Move them to picklejar's database when you like: docs/cucumber.md."
  );
}

/** How the steps are loaded, if they are in TypeScript. */
function findLoader(
  { language, folder }: FoundProject,
  suite: CucumberSuite,
): { readonly environment: string; readonly packages: readonly string[] } {
  if (suite.environment !== "") return { environment: `${suite.environment} `, packages: [] };
  if (language.newFiles === "JavaScript" || suite.loadsTypeScript) return { environment: "", packages: [] };
  // Node does not strip types of a file that a package declares to be CommonJS and that has imports.
  if (doesNodeStripTypes() && folder.manifest.type !== "commonjs") return { environment: "", packages: [] };
  return { environment: 'NODE_OPTIONS="--import tsx" ', packages: ["tsx"] };
}

/** An expression for Cucumber's configuration: Cucumber silently ignores a path that does not exist. */
function registerEntry({ folder: { directory, rootDirectory } }: FoundProject): string | undefined {
  return directory === rootDirectory ? `./${REGISTER}` : undefined;
}

function describeEdit(project: FoundProject, suite: CucumberSuite, path: string, steps: string): ProposedEdit {
  const register = JSON.stringify(findRegister(project));
  const others = suite.areStepsLoaded ? [] : [JSON.stringify(steps)];
  const isYaml = /\.ya?ml$/.test(path);
  const entries = [register, ...others];
  if (suite.hasPatterns) {
    const lines = entries.map((entry) => (isYaml ? `- ${entry}` : `${entry},`));
    return { path, action: `put this first in its list "${suite.loadsWith}"`, lines };
  }
  // A list ends Cucumber's own search, so it has to name what that found.
  const all = [...entries, JSON.stringify(`${suite.features}/**/*.{js,cjs,mjs}`)];
  const lines = isYaml
    ? [`${suite.loadsWith}:`, ...all.map((entry) => `  - ${entry}`)]
    : [`${JSON.stringify(suite.loadsWith)}: [${all.join(", ")}],`];
  return { path, action: "add this to its default profile", lines };
}

/** Where the hooks are, or will be when they are installed. */
function findRegister({ folder: { directory, rootDirectory }, packageManager }: FoundProject): string {
  const installed = enclosingFolders(directory).find((folder) => existsSync(join(folder, REGISTER)));
  const folder = installed ?? (packageManager.name === "pnpm" ? directory : rootDirectory);
  const path = relative(directory, join(folder, REGISTER)).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}
