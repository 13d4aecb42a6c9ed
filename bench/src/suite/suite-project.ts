import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { cleanEnvironment } from "../clean-environment.js";
import { createProject, type CreateProjectOptions, type Project } from "../project.js";
import { writeDrizzleMigrations } from "./drizzle-migrations.js";
import { generateFeatures } from "./generate-features.js";

const PREPARE = fileURLToPath(new URL("../children/prepare-template.js", import.meta.url));

/** As `picklejar.config.js` has it: the strategy is picked by each run. */
const SUITE_CONFIGURATION: readonly string[] = [
  'connection: (database) => database.pragma("journal_mode = WAL")',
  'strategy: process.env.BENCH_STRATEGY ?? "auto"',
];

/** A project in WAL mode with a template and feature files. */
export interface SuiteProject extends Project {
  /** Absolute path of the database that is copied by hand: the bytes of picklejar's template. */
  readonly templatePath: string;
  readonly templateBytes: number;
  /** Absolute folder of the same migrations as Drizzle wants them. */
  readonly drizzleDirectory: string;
  /** Gives the folder of a suite with so many scenarios, relative to the project. */
  readonly featuresOf: (scenarioCount: number) => string;
}

/** Makes a project in an absolute folder that is not there yet, and builds its template. */
export function createSuiteProject(
  directory: string,
  migrationCount: number,
  options: Pick<CreateProjectOptions, "fillerBytes"> = {},
): SuiteProject {
  const project = createProject(directory, migrationCount, { ...options, configuration: SUITE_CONFIGURATION });
  const templatePath = join(directory, "template.db");
  copyFileSync(prepareTemplate(directory), templatePath);
  chmodSync(templatePath, 0o600);
  const drizzleDirectory = join(directory, "drizzle");
  writeDrizzleMigrations(project.migrationsDirectory, drizzleDirectory);
  return {
    ...project,
    templatePath,
    templateBytes: statSync(templatePath).size,
    drizzleDirectory,
    featuresOf: (scenarioCount) => {
      const features = `features-${scenarioCount}`;
      if (!existsSync(join(directory, features))) generateFeatures(join(directory, features), scenarioCount);
      return features;
    },
  };
}

function prepareTemplate(directory: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PREPARE], {
    cwd: directory,
    encoding: "utf8",
    env: cleanEnvironment(),
  });
  if (status !== 0) throw new Error(`the template was not built:\n${stderr}`);
  return stdout;
}
