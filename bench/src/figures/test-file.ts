import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { cleanEnvironment } from "../clean-environment.js";
import { compare } from "../compare.js";
import type { FigureTask } from "../figure-task.js";
import { measureInTurns, type Contender } from "../measure-in-turns.js";
import { createProject, type Project } from "../project.js";

const run = promisify(execFile);
const require = createRequire(import.meta.url);

const MIGRATIONS = 40;

/** A test file that measures from its first import to its first database, which it asks something. */
interface TestFile {
  readonly name: string;
  /** What takes the place of the first import, and of the first database. */
  readonly imports: string;
  readonly database: string;
  /** Whether the run's record is taken away first, so that the file loads the configuration as it did before there was one. */
  readonly isUnrecorded?: boolean;
}

const FIXTURE = {
  imports: 'const { test } = await import("@picklejar/core/vitest");',
  database: 'test("asks", ({ db }) => { ask(db.open()); });',
};

const FILES: readonly TestFile[] = [
  {
    name: "openTestDatabase()",
    imports: 'await import("@picklejar/core/vitest/hooks"); const { openTestDatabase } = await import("@picklejar/core");',
    database: 'ask(openTestDatabase()); test("asks", () => {});',
  },
  { name: "fixture db", ...FIXTURE },
  { name: "fixture db, loading the configuration", ...FIXTURE, isUnrecorded: true },
  {
    name: "migrating by hand, in memory",
    imports: 'const { default: Database } = await import("better-sqlite3");',
    database: `
      const database = new Database(":memory:");
      for (const name of readdirSync("db/migrations").toSorted()) database.exec(readFileSync("db/migrations/" + name, "utf8"));
      ask(database); test("asks", () => {});`,
  },
  {
    name: "better-sqlite3 alone, in memory",
    imports: 'const { default: Database } = await import("better-sqlite3");',
    database: 'ask(new Database(":memory:")); test("asks", () => {});',
  },
];

/** What a test file pays before its first database, in real runs of Vitest, with a configuration in TypeScript that imports Drizzle. */
export const measureTestFile: FigureTask = async ({ workDirectory, isQuick }) => {
  const project = createVitestProject(join(workDirectory, "project"));
  const measurements = await measureInTurns(
    FILES.map((file) => contenderFor(file, project)),
    { rounds: isQuick ? 2 : 10 },
  );
  const title = `first import of a test file to its first database, ${MIGRATIONS} migrations, a configuration in TypeScript`;
  const pairs = FILES.slice(0, 2).flatMap(({ name: ours }) =>
    FILES.slice(2).map(({ name: reference }) => ({ ours, reference })),
  );
  return pairs.map(({ ours, reference }) =>
    compare(measurements, {
      title,
      ours,
      reference,
      ...(reference === FIXTURE_LOADING ? { bar: { kind: "times-faster", value: 3 } as const } : {}),
    }),
  );
};

const FIXTURE_LOADING = "fixture db, loading the configuration";

function createVitestProject(directory: string): Project {
  const project = createProject(directory, MIGRATIONS);
  rmSync(join(directory, "picklejar.config.js"));
  writeFileSync(
    join(directory, "picklejar.config.ts"),
    `import { defineConfig } from "@picklejar/core";
import { sqliteTable, text } from "drizzle-orm/sqlite-core";

const users = sqliteTable("users", { email: text("email") });
export default defineConfig({ migrations: "db/migrations", testDatabases: [String(users.email.name)] });
`,
  );
  for (const name of ["vitest", "drizzle-orm", "better-sqlite3"])
    symlinkSync(realpathSync(dirname(findManifest(name))), join(directory, "node_modules", name), "junction");
  writeFileSync(
    join(directory, "unrecorded.mjs"),
    `import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

export function setup() {
  const record = join(process.env.PICKLEJAR_RUN.split("|")[2], "record");
  for (const name of readdirSync(record)) if (name.startsWith("suite-")) rmSync(join(record, name));
}
`,
  );
  return project;
}

function findManifest(name: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    const path = join(folder, name, "package.json");
    try {
      return realpathSync(path);
    } catch {
      // It lies in another of the folders.
    }
  }
  throw new Error(`"${name}" is not installed`);
}

function contenderFor({ name, imports, database, isUnrecorded = false }: TestFile, { directory }: Project): Contender {
  const folder = join(directory, name.replaceAll(/\W+/g, "-"));
  mkdirSync(folder);
  const result = join(folder, "result.txt");
  const setups = ["@picklejar/core/vitest/setup", ...(isUnrecorded ? ["./unrecorded.mjs"] : [])];
  writeFileSync(
    join(folder, "vitest.config.mjs"),
    `export default {
  root: ${JSON.stringify(directory)},
  // As it is published.
  ssr: { resolve: { conditions: ["published", "node", "import"], externalConditions: ["published", "node"] } },
  test: {
    dir: ${JSON.stringify(folder)}, globalSetup: ${JSON.stringify(setups)}, watch: false,
    server: { deps: { external: [/packages.core.(?:dist|bundle)/] } },
  },
};
`,
  );
  writeFileSync(
    join(folder, "first.test.js"),
    `import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "vitest";

const startMs = performance.now();
function ask(database) {
  database.prepare("SELECT count(*) FROM sqlite_schema").get();
  writeFileSync(${JSON.stringify(result)}, String(performance.now() - startMs));
}
{
  ${imports}
  ${database}
}
`,
  );
  const program = join(directory, "node_modules/vitest/vitest.mjs");
  return {
    name,
    isAsync: true,
    iterations: 1,
    run: async () => {
      const words = [program, "run", "--config", join(folder, "vitest.config.mjs")];
      await run(process.execPath, words, { cwd: directory, env: { ...cleanEnvironment(), NODE_ENV: "test" } });
      return Number(readFileSync(result, "utf8"));
    },
  };
}
