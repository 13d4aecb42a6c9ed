import { posix } from "node:path";

import type { FoundProject } from "../find-project/find-project.js";
import type { ProjectFolder } from "../find-project/project-folder.js";
import { findPlaywrightConfig } from "../find-project/runners/playwright.js";
import { readString, withoutComments } from "../find-project/source-text.js";
import { createFixtureTest } from "./fixture-test.js";
import type { RunnerPlan } from "./proposed-file.js";

const GLOBAL_SETUP = 'globalSetup: "@picklejar/core/playwright/setup"';

/** What a suite of Playwright needs: a test, and the global set-up in Playwright's configuration. Playwright compiles TypeScript, and `import` in CommonJS. */
export function planPlaywright({ folder, language, packageManager }: FoundProject): RunnerPlan {
  const extension = language.newFiles === "TypeScript" ? "ts" : "js";
  const config = findPlaywrightConfig(folder);
  const text = config === undefined ? "" : withoutComments(folder.read(config) ?? "");
  const tests = findTests(folder, text);
  const path = posix.join(tests, `picklejar.spec.${extension}`);
  const content = `import { defineConfig } from "@playwright/test";

export default defineConfig({ testDir: "${tests}", ${GLOBAL_SETUP} });
`;
  const action =
    "add this to it, so that the template is built once, and the run ends with a summary (if it has a globalSetup, make that a list with both)";
  const isToBeAdded = config !== undefined && !text.includes("@picklejar/core/playwright/setup");
  return {
    files: [
      { path, content: createFixtureTest("playwright", "@playwright/test") },
      ...(config === undefined ? [{ path: `playwright.config.${extension}`, content }] : []),
    ],
    edits: isToBeAdded ? [{ path: config, action, lines: [`${GLOBAL_SETUP},`] }] : [],
    notes: [],
    packages: ["@playwright/test"],
    command: packageManager.run(`playwright test ${path}`),
    configLines: [],
  };
}

/** The folder that the configuration names, otherwise one that is there. */
function findTests({ kind }: ProjectFolder, config: string): string {
  const named = readString(config, "testDir");
  if (typeof named === "string") return posix.normalize(named);
  return ["tests", "e2e", "test"].find((name) => kind(name) === "folder") ?? "tests";
}
