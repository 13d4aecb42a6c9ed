import type { InitProjectOptions, ProjectFiles } from "./init-project.js";

export const TABLE = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE);";
export const CUCUMBER = { devDependencies: { "@cucumber/cucumber": "^12.9.0" } };
const VITEST = { devDependencies: { vitest: "^4.1.0" } };
export const NODE_TEST = { scripts: { test: "node --test" } };
export const MODULE = { type: "module" };
export const TSCONFIG = { compilerOptions: { module: "nodenext", strict: true, noEmit: true, skipLibCheck: true } };

const DRIZZLE = {
  "drizzle.config.ts": `import { defineConfig } from "drizzle-kit";\nexport default defineConfig({ dialect: "sqlite", out: "./drizzle", schema: "./src/schema.ts" });\n`,
  "drizzle/0000_users.sql": TABLE,
  "drizzle/meta/_journal.json": {
    version: "7",
    dialect: "sqlite",
    entries: [{ idx: 0, version: "6", when: 1_700_000_000_000, tag: "0000_users", breakpoints: true }],
  },
};
const PRISMA = {
  "prisma/schema.prisma": 'datasource db {\n  provider = "sqlite"\n  url = env("DATABASE_URL")\n}\n',
  "prisma/migrations/migration_lock.toml": 'provider = "sqlite"\n',
  "prisma/migrations/20260101000000_users/migration.sql": TABLE,
};

/** A suite with a configuration and hooks of its own, which opens a database by hand. */
export const HAND_MADE = {
  "cucumber.js":
    'module.exports = {\n  default: {\n    require: ["features/support/*.js", "features/step_definitions/*.js"],\n  },\n};\n',
  "features/support/hooks.js": `
    const { Before, After } = require("@cucumber/cucumber");
    const Database = require("better-sqlite3");
    Before(function () { this.db = new Database(":memory:"); this.db.exec("CREATE TABLE own (id INTEGER)"); });
    After(function () { this.db.close(); });`,
  "features/step_definitions/own.js": `
    const { Then } = require("@cucumber/cucumber");
    Then("the suite has its own database", function () { this.db.prepare("SELECT * FROM own").all(); });`,
  "features/own.feature": "Feature: Own\n  Scenario: It works as before\n    Then the suite has its own database\n",
};

/** A kind of project, and what `init` makes of it. */
export interface Kind {
  readonly files: ProjectFiles;
  readonly options?: InitProjectOptions;
  readonly words?: readonly string[];
  /** What the run of the first test says. */
  readonly said: string;
  readonly written: readonly string[];
  readonly isQuick?: true;
}

const CUCUMBER_FILES = ["cucumber.mjs", "features/picklejar.feature"];
export const WITH_CUCUMBER = { packages: ["@cucumber/cucumber"] };
const WITH_VITEST = { packages: ["vitest"] };
const THREE_SCENARIOS = "3 scenarios (3 passed)";

/** Those whose migrations are files. */
export const KINDS: Readonly<Record<string, Kind>> = {
  "SQL files, Jest, JavaScript, CommonJS": {
    files: { "package.json": { devDependencies: { jest: "^30.0.0" } }, "migrations/001_users.sql": TABLE },
    options: { packages: ["jest"] },
    said: "3 passed",
    written: ["jest.config.cjs", "picklejar.config.mjs", "test/picklejar.test.js"],
  },
  "SQL files, Mocha, JavaScript, ES modules": {
    files: { "package.json": { ...MODULE, devDependencies: { mocha: "^12.0.0" } }, "migrations/001_users.sql": TABLE },
    options: { packages: ["mocha"] },
    said: "3 passing",
    written: [".mocharc.json", "picklejar.config.mjs", "test/picklejar.test.cjs"],
  },
  "SQL files, Playwright, TypeScript, CommonJS": {
    files: {
      "package.json": { devDependencies: { "@playwright/test": "^1.65.1" } },
      "tsconfig.json": TSCONFIG,
      "migrations/001_users.sql": TABLE,
    },
    options: { packages: ["@playwright/test"] },
    said: "3 passed",
    written: ["picklejar.config.ts", "playwright.config.ts", "tests/picklejar.spec.ts"],
  },
  "Drizzle, Cucumber, JavaScript, CommonJS": {
    files: { "package.json": CUCUMBER, ...DRIZZLE },
    options: WITH_CUCUMBER,
    said: THREE_SCENARIOS,
    written: [...CUCUMBER_FILES, "features/steps/picklejar-steps.js", "picklejar.config.mjs"],
    isQuick: true,
  },
  "Prisma, Cucumber, TypeScript, ES modules": {
    files: { "package.json": { ...MODULE, ...CUCUMBER }, "tsconfig.json": TSCONFIG, ...PRISMA },
    options: { packages: ["@cucumber/cucumber", "tsx"] },
    said: THREE_SCENARIOS,
    written: [...CUCUMBER_FILES, "features/steps/picklejar-steps.ts", "picklejar.config.ts"],
  },
  "Prisma, Cucumber, TypeScript, CommonJS": {
    files: { "package.json": { type: "commonjs", ...CUCUMBER }, "tsconfig.json": TSCONFIG, ...PRISMA },
    options: { packages: ["@cucumber/cucumber", "tsx"] },
    said: THREE_SCENARIOS,
    written: [...CUCUMBER_FILES, "features/steps/picklejar-steps.ts", "picklejar.config.ts"],
  },
  "SQL files, Vitest, TypeScript, ES modules": {
    files: { "package.json": { ...MODULE, ...VITEST }, "tsconfig.json": TSCONFIG, "db/migrations/001_users.sql": TABLE },
    options: WITH_VITEST,
    said: "3 passed",
    written: ["picklejar.config.ts", "test/picklejar.test.ts", "vitest.config.ts"],
  },
  "wrangler, Vitest, JavaScript, CommonJS": {
    files: {
      "package.json": VITEST,
      "wrangler.jsonc": '{ "name": "w", /* one */ "d1_databases": [{ "binding": "DB", "migrations_dir": "sql" }] }',
      "sql/0001_users.sql": TABLE,
    },
    options: WITH_VITEST,
    said: "3 passed",
    written: ["picklejar.config.mjs", "test/picklejar.test.js", "vitest.config.mjs"],
  },
  "modules, node:test, JavaScript, CommonJS": {
    files: {
      "package.json": NODE_TEST,
      "migrations/001_users.js": `exports.up = ({ context }) => context.exec("${TABLE}");`,
    },
    said: "# pass 3",
    written: ["picklejar.config.mjs", "test/picklejar.test.mjs"],
  },
  "folders of migrations, node:test, TypeScript that tsc compiles from src": {
    files: {
      "package.json": { ...MODULE, ...NODE_TEST },
      "tsconfig.json": { compilerOptions: { rootDir: "src", outDir: "dist" } },
      "migrations/2026-01-31-120000_users/up.sql": TABLE,
      "migrations/2026-01-31-120000_users/down.sql": "DROP TABLE users;",
    },
    said: "# pass 3",
    written: ["picklejar.config.mjs", "test/picklejar.test.mjs"],
  },
  "hooks made by hand, Cucumber, CommonJS": {
    files: {
      "package.json": CUCUMBER,
      "migrations/001_users.up.sql": TABLE,
      "migrations/001_users.down.sql": "DROP TABLE users;",
      ...HAND_MADE,
    },
    options: WITH_CUCUMBER,
    said: THREE_SCENARIOS,
    written: ["features/picklejar.feature", "features/step_definitions/picklejar-steps.js", "picklejar.config.mjs"],
  },
  "a configuration of Cucumber in YAML, whose features are elsewhere": {
    files: {
      "package.json": { ...MODULE, ...CUCUMBER },
      "cucumber.yaml": "default:\n  paths:\n    - acceptance/**/*.feature\n  import:\n    - acceptance/steps/**/*.js\n",
      "acceptance/steps/none.js": "",
      "migrations/001_users.sql": TABLE,
    },
    options: WITH_CUCUMBER,
    said: THREE_SCENARIOS,
    written: ["acceptance/picklejar.feature", "acceptance/steps/picklejar-steps.js", "picklejar.config.mjs"],
  },
  "a script that names files, Cucumber": {
    files: {
      "package.json": { ...CUCUMBER, scripts: { test: "cucumber-js --require 'spec/**/*.js' spec" } },
      "spec/hooks.js": 'require("@cucumber/cucumber").Before(() => {});',
      "spec/own.feature": "Feature: Own\n",
      "migrations/001_users.sql": TABLE,
    },
    options: WITH_CUCUMBER,
    said: THREE_SCENARIOS,
    written: ["picklejar.config.mjs", "spec/picklejar.feature", "spec/steps/picklejar-steps.js"],
  },
  "a profile that is a command line, Cucumber": {
    files: {
      "package.json": CUCUMBER,
      "cucumber.js":
        'module.exports = { default: ["--require spec/hooks.js", "--require spec/steps/*.js", "spec"].join(" ") };',
      "spec/hooks.js": 'require("@cucumber/cucumber").Before(() => {});',
      "spec/own.feature": "Feature: Own\n",
      "spec/steps/own.js": "",
      "migrations/001_users.sql": TABLE,
    },
    options: WITH_CUCUMBER,
    said: THREE_SCENARIOS,
    written: ["picklejar.config.mjs", "spec/picklejar.feature", "spec/steps/picklejar-steps.js"],
  },
  "a package of a monorepo, Cucumber": {
    files: {
      "package.json": { workspaces: ["packages/*"], ...CUCUMBER },
      "package-lock.json": {},
      "packages/api/package.json": { name: "api", ...MODULE },
      "packages/api/migrations/001_users.sql": TABLE,
      "packages/web/package.json": { name: "web" },
    },
    options: { ...WITH_CUCUMBER, below: "packages/api" },
    said: THREE_SCENARIOS,
    written: [...CUCUMBER_FILES, "features/steps/picklejar-steps.js", "picklejar.config.mjs"],
  },
  "folders with spaces and quotes, Cucumber": {
    files: { "package.json": CUCUMBER, 'it\'s a "db"/migrations/001_users.sql': TABLE },
    options: WITH_CUCUMBER,
    said: THREE_SCENARIOS,
    written: [...CUCUMBER_FILES, "features/steps/picklejar-steps.js", "picklejar.config.mjs"],
  },
};
