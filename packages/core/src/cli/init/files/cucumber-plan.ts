import { posix } from "node:path";

import { doesNodeStripTypes } from "../../../modules/load-module.js";
import type { FoundProject } from "../find-project/find-project.js";
import { readCucumberSuite, type CucumberSuite } from "../find-project/runners/cucumber.js";
import { describeCucumberEdit, findRegister, REGISTER } from "./cucumber-edit.js";
import { createCucumberConfig, createFeature, createSteps } from "./cucumber-files.js";
import type { ProposedEdit, ProposedFile, RunnerPlan } from "./proposed-file.js";

/** What a suite of Cucumber needs: a feature, its steps, and the hooks first in Cucumber's configuration. */
export function planCucumber(project: FoundProject): RunnerPlan {
  const { language, folder } = project;
  const extension = language.newFiles === "TypeScript" ? "ts" : "js";
  const stepsName = `picklejar-steps.${extension}`;
  const suite = readCucumberSuite(folder, stepsName);
  const steps = posix.join(suite.steps, stepsName);
  const property = suite.handMade.hasDb ? "testDatabase" : "db";
  const loader = findLoader(project, suite);
  return {
    files: [
      createFeature(suite.features),
      createSteps(steps, { language, property }),
      ...planConfig(project, suite, extension),
    ],
    edits: planEdits(project, suite, steps),
    notes: suite.handMade.hooks.map((file) => describeHooks(file)),
    packages: ["@picklejar/cucumber-hooks", "@cucumber/cucumber", ...loader.packages],
    command: `${loader.environment}${createCommand(project, suite, steps)}`,
    configLines:
      property === "db"
        ? []
        : [`cucumber: { worldProperty: ${JSON.stringify(property)} }, // this suite has a this.db of its own`],
  };
}

/** Whether the files are named in the script of package.json, and nowhere else. */
function isWiredByScript({ config, supportCode }: CucumberSuite): boolean {
  return config === undefined && supportCode.form === "options";
}

/** None beside a script that names files: Cucumber would load those first. */
function planConfig({ folder }: FoundProject, suite: CucumberSuite, extension: "js" | "ts"): readonly ProposedFile[] {
  if (suite.config !== undefined || isWiredByScript(suite)) return [];
  // In a workspace it may be further up, and Cucumber silently ignores a path that does not exist.
  const register = folder.directory === folder.rootDirectory ? `./${REGISTER}` : undefined;
  return [createCucumberConfig(suite.features, register, extension)];
}

function planEdits(project: FoundProject, suite: CucumberSuite, steps: string): readonly ProposedEdit[] {
  const path = isWiredByScript(suite) ? "package.json" : suite.config;
  return path === undefined || suite.isWired ? [] : [describeCucumberEdit(project, suite, path, steps)];
}

function createCommand(project: FoundProject, suite: CucumberSuite, steps: string): string {
  const { run } = project.packageManager;
  const { option } = suite.supportCode;
  const config = suite.config === undefined || suite.config.startsWith("cucumber.") ? "" : ` --config ${suite.config}`;
  if (!isWiredByScript(suite)) return run(`cucumber-js${config} --tags @picklejar`);
  const hooks = suite.isWired ? "" : ` --${option} ${findRegister(project)}`;
  const stepsOption = suite.areStepsLoaded ? "" : ` --${option} ${steps}`;
  return run(`cucumber-js${hooks} ${suite.script?.arguments ?? ""}${stepsOption} --tags @picklejar`);
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
  { script, loadsTypeScript }: CucumberSuite,
): { readonly environment: string; readonly packages: readonly string[] } {
  if (script !== undefined && script.environment !== "") return { environment: `${script.environment} `, packages: [] };
  if (language.newFiles === "JavaScript" || loadsTypeScript) return { environment: "", packages: [] };
  // Node does not strip types of a file that has imports and that a package declares to be CommonJS.
  if (doesNodeStripTypes() && folder.manifest.type !== "commonjs") return { environment: "", packages: [] };
  return { environment: 'NODE_OPTIONS="--import tsx" ', packages: ["tsx"] };
}
