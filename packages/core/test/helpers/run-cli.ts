import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";

import type { RetainedDatabase } from "../../src/evidence/retained/retained-database.js";
import { coreDirectory, createProject, type Project } from "./create-project.js";
import { runScript, type ScriptResult } from "./run-script.js";

/** The command line as it is published. */
export const CLI_PATH = join(coreDirectory, "bundle", "cli.js");

/** A configuration of migrations and a seed, in JavaScript. */
const CONFIG_WITH_SEED =
  'export default { migrations: "db", seed: (database) => { database.exec("INSERT INTO users (email) VALUES (\'ada@example.org\')"); } };\n';

/** Makes a project with three migrations and a configuration, whose run directories lie in a folder of their own. */
export function createCliProject(config: string = CONFIG_WITH_SEED): Project {
  const project = createProject();
  project.write("picklejar.config.js", config);
  return project;
}

/** Runs the built `picklejar` in a project. */
export async function runCli(
  project: Project,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<ScriptResult> {
  return runScript(CLI_PATH, {
    cwd: project.directory,
    arguments: words,
    env: { PICKLEJAR_DEBUG: undefined, PICKLEJAR_DIR: storageOf(project), ...env },
  });
}

/** Runs it with `--json`, and gives what it printed beside how it ended. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the test says what it expects, and then checks it
export async function runCliForData<Data>(
  project: Project,
  words: readonly string[],
  env?: Readonly<Record<string, string | undefined>>,
): Promise<ScriptResult & { readonly data: Data }> {
  const result = await runCli(project, [...words, "--json"], env);
  expect(result).toHaveEnded({ stdout: /^[{[]/ });
  const data: Data = JSON.parse(result.stdout);
  return { ...result, data };
}

/** Where a project's run directories lie. */
export function storageOf(project: Project): string {
  return project.path("storage");
}

/** `import` specifier of a module of the built package. */
export function builtModule(path: string): string {
  return pathToFileURL(join(coreDirectory, "dist", path)).href;
}

/** Makes an empty folder that goes after the tests. */
export function createEmptyFolder(): string {
  return mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "empty-"));
}

/** Lets a scenario of a project fail that ran this SQL, and keeps its database. */
export async function keepDatabase(project: Project, sql: string, changes: object = {}): Promise<RetainedDatabase> {
  const script = project.write(
    "retain-database.mjs",
    readFileSync(join(coreDirectory, "test/fixtures/retain-database.mjs"), "utf8"),
  );
  const { stdout, stderr } = await runScript(script, {
    cwd: project.directory,
    arguments: [sql, JSON.stringify(changes)],
    // A run of its own, which is over when the process is.
    env: { PICKLEJAR_DIR: storageOf(project), PICKLEJAR_RUN: undefined },
  });
  if (stderr !== "") throw new Error(stderr);
  const retained: RetainedDatabase = JSON.parse(stdout);
  return retained;
}
