import { createConfigFile } from "./files/config-file.js";
import { planCucumber } from "./files/cucumber-plan.js";
import { planJest } from "./files/jest-plan.js";
import { planMocha } from "./files/mocha-plan.js";
import { planNodeTest } from "./files/node-test-plan.js";
import { planPlaywright } from "./files/playwright-plan.js";
import type { ProposedEdit, ProposedFile, RunnerPlan } from "./files/proposed-file.js";
import { planVitest } from "./files/vitest-plan.js";
import type { FoundProject } from "./find-project/find-project.js";
import type { RunnerName } from "./find-project/runners/find-runner.js";

/** What `init` would do, and what it leaves to the user. */
export interface Plan {
  /** In the order in which they are written: the configuration is last, since its presence says that all of it was done. */
  readonly files: readonly ProposedFile[];
  readonly edits: readonly ProposedEdit[];
  readonly notes: readonly string[];
  /** The command that installs what package.json lacks; `undefined` if it lacks nothing. */
  readonly install: string | undefined;
  /** The command that runs the first test. */
  readonly run: string;
}

const PLANS: Readonly<Record<RunnerName, (project: FoundProject) => RunnerPlan>> = {
  cucumber: planCucumber,
  vitest: planVitest,
  "node-test": planNodeTest,
  jest: planJest,
  mocha: planMocha,
  playwright: planPlaywright,
};

/** Decides which files a project needs. Writes nothing. */
export function createPlan(project: FoundProject): Plan {
  const { folder, language, migrations, runner, packageManager } = project;
  const plan = PLANS[runner.name](project);
  const config = createConfigFile(migrations.source, language.newFiles, plan.configLines);
  const needed = ["@picklejar/core", "better-sqlite3", ...plan.packages, ...(migrations.packages ?? [])];
  const missing = needed.filter((name) => !folder.dependencies.has(name));
  const isBuiltByHand = packageManager.name === "pnpm" && missing.includes("better-sqlite3");
  return {
    files: [...plan.files, config],
    edits: plan.edits,
    notes: [
      ...(language.reason === undefined ? [] : [`${language.reason}: the new files are JavaScript.`]),
      ...(migrations.notes ?? []),
      ...runner.notes,
      ...plan.notes,
      ...(isBuiltByHand
        ? ["pnpm runs no build script that it was not told to: allow better-sqlite3 with pnpm approve-builds."]
        : []),
    ],
    install: missing.length === 0 ? undefined : packageManager.install(missing),
    run: plan.command,
  };
}
