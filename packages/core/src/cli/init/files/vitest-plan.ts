import { posix } from "node:path";

import type { FoundProject } from "../find-project/find-project.js";
import { readVitestSuite, type VitestSuite } from "../find-project/runners/vitest.js";
import { createFixtureTest } from "./fixture-test.js";
import type { ProposedFile, RunnerPlan } from "./proposed-file.js";

const GLOBAL_SETUP = 'globalSetup: ["@picklejar/core/vitest/setup"]';

/** What a suite of Vitest needs: a test, and the global set-up in Vitest's configuration. */
export function planVitest({ folder, language, packageManager }: FoundProject): RunnerPlan {
  const isTypeScript = language.newFiles === "TypeScript";
  const suite = readVitestSuite(folder, isTypeScript ? "ts" : "js");
  const path = posix.join(suite.tests, `picklejar.test.${isTypeScript ? "ts" : "js"}`);
  const action =
    'add this to its "test", so that the template is built before the workers start, and the run ends with a summary';
  const isToBeAdded = suite.config !== undefined && !suite.isWired;
  return {
    files: [
      { path, content: createFixtureTest("vitest", "vitest") },
      ...(suite.config === undefined ? [createConfig(isTypeScript ? "ts" : "mjs")] : []),
    ],
    edits: isToBeAdded ? [{ path: suite.config, action, lines: [`${GLOBAL_SETUP},`] }] : [],
    notes: describeHindrances(suite, path),
    packages: ["vitest"],
    command: packageManager.run(`vitest run ${suite.isNamed ? `--config ${suite.config ?? ""} ` : ""}${path}`),
    configLines: [],
  };
}

function describeHindrances({ config = "", unmatched, runsInWorkers }: VitestSuite, path: string): readonly string[] {
  return [
    ...(unmatched.length === 0 ? [] : [`The include of ${config} does not match ${path}: add it there.`]),
    ...(runsInWorkers
      ? [
          `${config} runs tests in Cloudflare's runtime, where better-sqlite3 cannot be loaded: run ${path} in a project of Vitest without @cloudflare/vitest-pool-workers.`,
        ]
      : []),
  ];
}

function createConfig(extension: "mjs" | "ts"): ProposedFile {
  const content = `import { defineConfig } from "vitest/config";

export default defineConfig({ test: { ${GLOBAL_SETUP} } });
`;
  return { path: `vitest.config.${extension}`, content };
}
