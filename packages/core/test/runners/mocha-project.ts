import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { coreDirectory, createProject, type Project } from "../helpers/create-project.js";
import { runScript, startScript } from "../helpers/run-script.js";
import { runnerEnvironment, untilReady } from "./runner-traces.js";

/** The versions that are tried, by the name of their package here. */
export const MOCHAS = ["mocha", "mocha-11"] as const;
type MochaPackage = (typeof MOCHAS)[number];

/** What each test file begins with: `write` writes a note, and counts them. */
const PRELUDE = `
const assert = require("node:assert/strict");
const Database = require("better-sqlite3");
function write(database) {
  const connection = database.open();
  connection.exec("INSERT INTO notes (body) VALUES ('mine')");
  return connection.prepare("SELECT count(*) FROM notes").pluck().get();
}
`;

/** A project of CommonJS, with a configuration that is an ES module. */
export function createMochaProject(
  tests: Readonly<Record<string, string>>,
  options: object = {},
  mocha: MochaPackage = "mocha",
): Project {
  const project = createProject({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
    "picklejar.config.mjs": `export default { migrations: "db", mocha: ${JSON.stringify(options)} };`,
    ".mocharc.json": JSON.stringify({ require: "@picklejar/core/mocha", spec: "*.test.*" }),
    ...Object.fromEntries(Object.entries(tests).map(([name, code]) => [name, `${PRELUDE}${code}`])),
  });
  project.write("package.json", JSON.stringify({ name: "project", private: true }));
  symlinkSync(join(coreDirectory, "node_modules", mocha), project.path("node_modules/mocha"));
  return project;
}

export interface MochaRun {
  readonly code: number | null;
  readonly output: string;
  /** By title, of hooks as well: `"before each" hook for "writes"`. */
  readonly statuses: Readonly<Record<string, string>>;
  readonly messages: Readonly<Record<string, string>>;
}

interface MochaReport {
  readonly passes: readonly { readonly title: string }[];
  readonly pending: readonly { readonly title: string }[];
  readonly failures: readonly { readonly title: string; readonly err: { readonly message?: string } }[];
}

/** Runs Mocha to its end. */
export async function runMocha(
  project: Project,
  commandLine: readonly string[] = [],
  { mocha = "mocha", environment = {} }: { mocha?: MochaPackage; environment?: Readonly<Record<string, string>> } = {},
): Promise<MochaRun> {
  const report = ["--reporter", "json", "--reporter-option", "output=results.json"];
  const { code, stdout, stderr } = await runScript(pathOf(mocha), {
    cwd: project.directory,
    env: { ...runnerEnvironment(project), ...environment },
    arguments: [...report, ...commandLine],
  });
  const { passes, pending, failures }: MochaReport = existsSync(project.path("results.json"))
    ? JSON.parse(readFileSync(project.path("results.json"), "utf8"))
    : { passes: [], pending: [], failures: [] };
  return {
    code,
    output: stdout + stderr,
    statuses: Object.fromEntries([
      ...passes.map(({ title }) => [title, "passed"]),
      ...pending.map(({ title }) => [title, "pending"]),
      ...failures.map(({ title }) => [title, "failed"]),
    ]),
    messages: Object.fromEntries(failures.map(({ title, err }) => [title, err.message ?? ""])),
  };
}

/** Starts Mocha, and waits until a test says so. */
export async function startMocha(project: Project, commandLine: readonly string[]): Promise<ReturnType<typeof startScript>> {
  const child = startScript(pathOf("mocha"), {
    cwd: project.directory,
    env: runnerEnvironment(project),
    arguments: [...commandLine],
  });
  await untilReady(child);
  return child;
}

function pathOf(mocha: MochaPackage): string {
  return join(coreDirectory, "node_modules", mocha, "bin/mocha.js");
}
