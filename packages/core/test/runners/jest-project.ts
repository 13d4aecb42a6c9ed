import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { coreDirectory, createProject, type Project } from "../helpers/create-project.js";
import { runScript } from "../helpers/run-script.js";
import { runnerEnvironment } from "./runner-traces.js";

const JEST = join(coreDirectory, "node_modules/jest/bin/jest.js");

export const WITH_SETUP = { globalSetup: "@picklejar/core/jest/setup", globalTeardown: "@picklejar/core/jest/teardown" };

/** What each test file begins with: `write` writes a note, and counts them. */
const PRELUDE = `
const { useTestDatabase } = require("@picklejar/core/jest");
function write(database) {
  const connection = database.open();
  connection.exec("INSERT INTO notes (body) VALUES ('mine')");
  return connection.prepare("SELECT count(*) FROM notes").pluck().get();
}
`;

/** A project of CommonJS, as `npm init` and Jest make it, with a configuration that is an ES module. */
export function createJestProject(
  tests: Readonly<Record<string, string>>,
  config: object = { ...WITH_SETUP, transform: {} },
): Project {
  const project = createProject({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
    "picklejar.config.mjs": 'export default { migrations: "db" };',
    "jest.config.json": JSON.stringify({ testEnvironment: "@picklejar/core/jest/environment", ...config }),
    ...Object.fromEntries(Object.entries(tests).map(([name, code]) => [name, `${PRELUDE}${code}`])),
  });
  project.write("package.json", JSON.stringify({ name: "project", private: true }));
  return project;
}

export interface JestRun {
  readonly code: number | null;
  readonly output: string;
  /** By the test's name. */
  readonly statuses: Readonly<Record<string, string>>;
  readonly messages: Readonly<Record<string, string>>;
}

interface JestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs Jest to its end. */
export async function runJest(
  project: Project,
  arguments_: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<JestRun> {
  const { code, stdout, stderr } = await runScript(JEST, {
    cwd: project.directory,
    env: { ...runnerEnvironment(project), ...environment },
    arguments: ["--json", "--outputFile=results.json", ...arguments_],
  });
  const { testResults }: JestReport = existsSync(project.path("results.json"))
    ? JSON.parse(readFileSync(project.path("results.json"), "utf8"))
    : { testResults: [] };
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    code,
    output: stdout + stderr,
    statuses: Object.fromEntries(results.map(({ title, status }) => [title, status])),
    messages: Object.fromEntries(results.map(({ title, failureMessages }) => [title, failureMessages.join("\n")])),
  };
}
