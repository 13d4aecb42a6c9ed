import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync, unlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { coreDirectory, createProject, type Project } from "../helpers/create-project.js";

const vitestDirectory = dirname(createRequire(import.meta.url).resolve("vitest/package.json"));

export interface VitestProjectOptions {
  /** Of Vitest, under `test`. */
  readonly options?: object;
  readonly files?: Readonly<Record<string, string>>;
}

/** A project with these test files, and in each `write`, which writes a note and counts them. */
export function createVitestProject(
  tests: Readonly<Record<string, string>>,
  { options = {}, files: others = {} }: VitestProjectOptions = {},
): Project {
  const files = Object.entries(tests).map(([name, code]) => [
    name,
    `
    import Database from "better-sqlite3";
    import { describe, expect, test as vitestTest } from "vitest";
    import { test, withTestDatabase } from "@picklejar/core/vitest";
    import { openTestDatabase } from "@picklejar/core";
    function write(db) {
      const connection = db.open();
      connection.exec("INSERT INTO notes (body) VALUES ('mine')");
      return connection.prepare("SELECT count(*) FROM notes").pluck().get();
    }
    ${code}`,
  ]);
  const project = createProject({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
    ...(Object.keys(others).some((name) => name.startsWith("picklejar.config"))
      ? {}
      : { "picklejar.config.js": 'export default { migrations: "db" };' }),
    // A package is not transformed; this one is linked, which Vitest takes for a file of the project. On a busy machine a test takes longer than Vitest's own
    // five seconds.
    "vitest.config.js": `export default {
      test: {
        globalSetup: ["@picklejar/core/vitest/setup"], watch: false, testTimeout: 60_000, server: { deps: { external: [/packages.core.(?:bundle|dist)/] } },
        ...${JSON.stringify(options)},
      },
    };`,
    ...Object.fromEntries(files),
    ...others,
  });
  symlinkSync(vitestDirectory, project.path("node_modules/vitest"));
  linkAsPublished(project);
  return project;
}

/** Vitest resolves names by itself, in some places without the conditions that Node was started with. */
function linkAsPublished(project: Project): void {
  const directory = project.path("node_modules/@picklejar/core");
  unlinkSync(directory);
  const { publishConfig, ...manifest }: { publishConfig: object } = JSON.parse(
    readFileSync(join(coreDirectory, "package.json"), "utf8"),
  );
  project.write("node_modules/@picklejar/core/package.json", JSON.stringify({ ...manifest, ...publishConfig }));
  symlinkSync(join(coreDirectory, "bundle"), join(directory, "bundle"));
}

export async function runVitest(
  project: Project,
  arguments_: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ code: unknown; output: string }> {
  const { PICKLEJAR_RUN: _run, VITEST: _vitest, ...inherited } = process.env;
  const environment = Object.fromEntries(Object.entries(inherited).filter(([name]) => !name.startsWith("VITEST_")));
  return new Promise((resolve) => {
    const options = {
      cwd: project.directory,
      env: { ...environment, NO_COLOR: "1", PICKLEJAR_DIR: project.path("runs"), ...variables },
    };
    const commandLine = [join(vitestDirectory, "vitest.mjs"), "run", ...arguments_];
    execFile(process.execPath, commandLine, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal), output: stdout + stderr });
    });
  });
}

/** What became of a test file, with the status of each test by its name. */
export interface FileResult {
  readonly status: string;
  readonly statuses: Readonly<Record<string, string>>;
  readonly message: string;
}

interface JsonReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

export function readResults(project: Project): ReadonlyMap<string, FileResult> {
  const { testResults }: JsonReport = JSON.parse(readFileSync(project.path("results.json"), "utf8"));
  return new Map(
    testResults.map(({ name, status, message, assertionResults }) => {
      const statuses = Object.fromEntries(assertionResults.map((result) => [result.title, result.status]));
      return [name.slice(project.directory.length + 1), { status, statuses, message }];
    }),
  );
}

interface RetainedFile {
  readonly scenario: { readonly uri: string };
}

/** Which tests of a file have a retained database. */
export function retainedFrom(project: Project, file: string): readonly object[] {
  const directory = project.path(".picklejar/failed");
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => /\d\d-[^/]+\.json$/.test(name))
    .map((name): RetainedFile => JSON.parse(readFileSync(join(directory, name), "utf8")))
    .flatMap(({ scenario }) => (scenario.uri === file ? [scenario] : []));
}
