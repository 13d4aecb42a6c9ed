import { createProject, type Project } from "../helpers/create-project.js";
import { runScript, startScript } from "../helpers/run-script.js";
import { runnerEnvironment, untilReady } from "./runner-traces.js";

/** What each test file begins with: `write` writes a note, and counts them. */
const PRELUDE = `
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import Database from "better-sqlite3";
import { testDatabase } from "@picklejar/core/node-test";
function write(database) {
  const connection = database.open();
  connection.exec("INSERT INTO notes (body) VALUES ('mine')");
  return connection.prepare("SELECT count(*) FROM notes").pluck().get();
}
`;

/** A project of ES modules. */
export function createNodeTestProject(tests: Readonly<Record<string, string>>): Project {
  return createProject({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
    "picklejar.config.js": 'export default { migrations: "db" };',
    ...Object.fromEntries(Object.entries(tests).map(([name, code]) => [name, `${PRELUDE}${code}`])),
  });
}

export interface NodeTestRun {
  readonly code: number | null;
  readonly output: string;
  /** By the test's name: `ok`, `not ok`, and `# SKIP` or `# TODO` after it. */
  readonly statuses: Readonly<Record<string, string>>;
}

/** Runs the files of a project in processes of their own, as `node --test` does, or the one that is named in this one. */
export async function runNodeTest(
  project: Project,
  commandLine: readonly string[] = ["--test"],
  environment: Readonly<Record<string, string>> = {},
): Promise<NodeTestRun> {
  const [first = "", ...rest] = commandLine;
  const { code, stdout, stderr } = await runScript(first, {
    cwd: project.directory,
    env: { ...runnerEnvironment(project), ...environment },
    arguments: rest,
  });
  const lines = [...stdout.matchAll(/^ *((?:not )?ok) \d+ - (.+?)( # (?:SKIP|TODO).*)?$/gm)];
  const statuses = lines.map(([, status = "", name = "", directive = ""]) => [name, status + directive.trimEnd()]);
  return { code, output: stdout + stderr, statuses: Object.fromEntries(statuses) };
}

/** Starts a test file, and waits until it says so. */
export async function startNodeTest(project: Project, commandLine: readonly string[]): Promise<ReturnType<typeof startScript>> {
  const [first = "", ...rest] = commandLine;
  const child = startScript(first, { cwd: project.directory, env: runnerEnvironment(project), arguments: rest });
  await untilReady(child);
  return child;
}
