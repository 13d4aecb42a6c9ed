import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { installPackage } from "../../../../../test/helpers/install-package.js";
import { coreDirectory, createProject, type Project } from "../../helpers/create-project.js";
import { runScript, startScript } from "../../helpers/run-script.js";
import { runnerEnvironment, untilReady } from "../runner-traces.js";

/** What each test file begins with: `write` writes a note, and counts them. */
const PRELUDE = `
import { expect } from "@playwright/test";
import { test, type DatabaseHandle } from "@picklejar/core/playwright";
function write(database: DatabaseHandle): unknown {
  const connection = database.open();
  connection.exec("INSERT INTO notes (body) VALUES ('mine')");
  return connection.prepare("SELECT count(*) FROM notes").pluck().get();
}
`;

const CONFIG = { globalSetup: "@picklejar/core/playwright/setup", testMatch: "*.test.ts", fullyParallel: true };

/** A project with tests in TypeScript, which Playwright compiles. */
export function createPlaywrightProject(tests: Readonly<Record<string, string>>, config: object = {}): Project {
  const project = createProject({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
    "picklejar.config.js": 'export default { migrations: "db" };',
    ...Object.fromEntries(Object.entries(tests).map(([name, code]) => [name, `${PRELUDE}${code}`])),
  });
  configure(project, config);
  rmSync(project.path("node_modules"), { recursive: true });
  symlinkSync(installModules(), project.path("node_modules"));
  return project;
}

/** What the projects of this process have installed, core as a copy: Playwright takes a package that is linked for files of the project, and compiles it. */
function installModules(): string {
  const directory = join(process.env["PICKLEJAR_TESTS"] ?? "", `playwright-${process.pid}`);
  const modules = join(directory, "node_modules");
  if (existsSync(modules)) return modules;
  installPackage(coreDirectory, directory);
  mkdirSync(join(modules, "@playwright"));
  symlinkSync(realpathSync(join(coreDirectory, "node_modules/@playwright/test")), join(modules, "@playwright/test"));
  mkdirSync(join(modules, "@types"));
  for (const [from, name] of [
    [coreDirectory, "better-sqlite3"],
    [coreDirectory, "@types/better-sqlite3"],
    [join(coreDirectory, "../.."), "@types/node"],
  ] as const)
    symlinkSync(join(from, "node_modules", name), join(modules, name));
  return modules;
}

/** Writes the configuration of Playwright, with what a project has of its own. */
export function configure(project: Project, config: object): void {
  project.write("playwright.config.js", `export default ${JSON.stringify({ ...CONFIG, ...config })};`);
}

export interface PlaywrightAttachment {
  readonly name: string;
  readonly contentType: string;
  /** Absolute. */
  readonly path?: string;
  readonly text: string;
}

/** One attempt. */
interface PlaywrightResult {
  readonly status: string;
  readonly messages: readonly string[];
  readonly attachments: readonly PlaywrightAttachment[];
}

export interface PlaywrightRun {
  readonly code: number | null;
  readonly output: string;
  /** By title: `expected`, `unexpected`, `flaky` or `skipped`. */
  readonly statuses: Readonly<Record<string, string>>;
  /** By title, in the order of the attempts. */
  readonly results: Readonly<Record<string, readonly PlaywrightResult[]>>;
}

interface ReportedSuite {
  readonly suites?: readonly ReportedSuite[];
  readonly specs: readonly { readonly title: string; readonly tests: readonly ReportedTest[] }[];
}

interface ReportedTest {
  readonly status: string;
  readonly results: readonly {
    readonly status: string;
    readonly errors: readonly { readonly message: string }[];
    readonly attachments: readonly (Omit<PlaywrightAttachment, "text"> & { readonly body?: string })[];
  }[];
}

/** Runs Playwright to its end, with a report that a terminal shows, and one in JSON. */
export async function runPlaywright(
  project: Project,
  commandLine: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<PlaywrightRun> {
  const { code, stdout, stderr } = await runScript(cli(project), {
    cwd: project.directory,
    env: {
      ...environmentOf(project),
      PLAYWRIGHT_JSON_OUTPUT_FILE: project.path("results.json"),
      PLAYWRIGHT_HTML_OPEN: "never",
      ...environment,
    },
    arguments: ["test", "--reporter=line,json", ...commandLine],
  });
  const report: { suites: readonly ReportedSuite[] } = existsSync(project.path("results.json"))
    ? JSON.parse(readFileSync(project.path("results.json"), "utf8"))
    : { suites: [] };
  const specs = report.suites.flatMap(specsOf);
  return {
    code,
    output: stdout + stderr,
    statuses: Object.fromEntries(specs.map(({ title, tests }) => [title, tests[0]?.status ?? ""])),
    results: Object.fromEntries(
      specs.map(({ title, tests }) => [title, tests.flatMap(({ results }) => results.map(toResult))]),
    ),
  };
}

/** Starts Playwright, and waits until a test says so. */
export async function startPlaywright(project: Project): Promise<ReturnType<typeof startScript>> {
  const child = startScript(cli(project), {
    cwd: project.directory,
    env: environmentOf(project),
    arguments: ["test", "--reporter=line"],
  });
  await untilReady(child);
  return child;
}

function specsOf({ suites = [], specs }: ReportedSuite): ReportedSuite["specs"] {
  return [...specs, ...suites.flatMap(specsOf)];
}

function toResult({ status, errors, attachments }: ReportedTest["results"][number]): PlaywrightResult {
  return {
    status,
    messages: errors.map(({ message }) => message),
    attachments: attachments.map(({ body, ...attachment }) => ({
      ...attachment,
      text: body === undefined ? readFileSync(attachment.path ?? "", "utf8") : Buffer.from(body, "base64").toString(),
    })),
  };
}

function environmentOf(project: Project): Readonly<Record<string, string | undefined>> {
  // What Playwright compiles is kept for the runs of other tests.
  return { ...runnerEnvironment(project), PWTEST_CACHE_DIR: join(process.env["PICKLEJAR_TESTS"] ?? "", "playwright-cache") };
}

function cli(project: Project): string {
  return project.path("node_modules/@playwright/test/cli.js");
}
