import { describe, expect, test } from "vitest";

import type { FindProjectOptions } from "../../../src/cli/init/find-project/find-project.js";
import { createPlan, type Plan } from "../../../src/cli/init/plan.js";
import { findProjectOf } from "../../helpers/find-project-of.js";
import type { ProjectFiles } from "../../helpers/init-project.js";

const REGISTER = "./node_modules/@picklejar/cucumber-hooks/register.js";
const CUCUMBER = { devDependencies: { "@cucumber/cucumber": "^12.9.0", tsx: "^4.0.0" } };
const VITEST = { devDependencies: { vitest: "^4.1.0" } };
const HOOKS = 'const { Before } = require("@cucumber/cucumber"); const knex = require("knex"); Before(function () {';

describe("createPlan › Cucumber", () => {
  test("writes a configuration that loads the hooks first, if there is none", () => {
    const plan = planOf({ "package.json": CUCUMBER });
    expect(contentOf(plan, "cucumber.mjs")).toContain(`import: ["${REGISTER}", "features/**/*.{js,cjs,mjs}"],`);
    expect(plan.edits).toEqual([]);
  });

  for (const [what, config, action, lines, steps = "features/steps/picklejar-steps.js"] of [
    [
      "an import",
      'export default { import: ["features/**/*.js"] };',
      'put this first in its list "import"',
      [`"${REGISTER}",`],
    ],
    [
      "a require",
      'module.exports = { default: { require: ["features/**/*.js"] } };',
      'put this first in its list "require"',
      [`"${REGISTER}",`],
    ],
    [
      "a require that is a string",
      "module.exports = { default: { require: 'features' } };",
      'put this first in its list "require"',
      [`"${REGISTER}",`],
    ],
    [
      "files of steps that it names one by one",
      'export default { import: ["features/steps/a.js"] };',
      'put this first in its list "import"',
      [`"${REGISTER}",`, '"features/steps/picklejar-steps.js",'],
    ],
    [
      "another folder of steps",
      'export default { import: ["spec/steps/**/*.js"] };',
      'put this first in its list "import"',
      [`"${REGISTER}",`],
      "spec/steps/picklejar-steps.js",
    ],
    [
      "neither",
      'export default { format: ["progress"] };',
      "add this to its default profile",
      [`"import": ["${REGISTER}", "features/**/*.{js,cjs,mjs}"],`],
    ],
  ] as const)
    test(`names the line to add to a configuration with ${what}`, () => {
      const plan = planOf({ "package.json": CUCUMBER, "cucumber.mjs": config });
      expect(plan.edits).toEqual([{ path: "cucumber.mjs", action, lines }]);
      expect(pathsOf(plan)).toEqual(["features/picklejar.feature", steps, "picklejar.config.mjs"]);
    });

  test("names the option to add to a profile that is a command line", () => {
    const config = "module.exports = { default: `--require features/support/*.js --require features/steps/*.js` };";
    expect(planOf({ "package.json": CUCUMBER, "cucumber.js": config }).edits).toEqual([
      { path: "cucumber.js", action: "put this first among the options", lines: [`--require ${REGISTER}`] },
    ]);
  });

  test("trusts no list whose entries are computed", () => {
    const config = 'module.exports = { default: { require: [rel("support", "**", "*.js"), rel("steps", "*.js")] } };';
    const [edit] = planOf({ "package.json": CUCUMBER, "cucumber.js": config }).edits;
    expect(edit?.lines).toEqual([`"${REGISTER}",`, '"features/steps/picklejar-steps.js",']);
  });

  test("runs the options of a script that names files, with the hooks first, and writes no configuration beside it", () => {
    const scripts = { test: "tsc && cucumber-js --require 'features/**/*.js' --exit && echo done" };
    const plan = planOf({ "package.json": { ...CUCUMBER, scripts } });
    expect(plan.run).toBe(`npx cucumber-js --require ${REGISTER} --require 'features/**/*.js' --exit --tags @picklejar`);
    expect(pathsOf(plan)).toEqual(["features/picklejar.feature", "features/steps/picklejar-steps.js", "picklejar.config.mjs"]);
    expect(plan.edits).toEqual([
      {
        path: "package.json",
        action: 'put this first among the options of the script "test"',
        lines: [`--require ${REGISTER}`],
      },
    ]);
  });

  test("has nothing to add to a configuration that names the hooks", () => {
    const config = { default: { import: [REGISTER, "features/**/*.js"] } };
    expect(planOf({ "package.json": CUCUMBER, "cucumber.json": config }).edits).toEqual([]);
  });

  test("runs the configuration and the options of Node that the script names", () => {
    const scripts = { e2e: 'NODE_OPTIONS="--import tsx" cucumber-js --config test/cucumber.json -p ci' };
    const plan = planOf({
      "package.json": { ...CUCUMBER, scripts },
      "tsconfig.json": {},
      "test/cucumber.json": { default: { paths: ["test/features/*.feature"], import: ["test/steps/*.ts"] } },
    });
    expect(plan.run).toBe('NODE_OPTIONS="--import tsx" npx cucumber-js --config test/cucumber.json --tags @picklejar');
    expect(pathsOf(plan)).toEqual(["test/features/picklejar.feature", "test/steps/picklejar-steps.ts", "picklejar.config.ts"]);
  });

  test("names hooks that open a database, and gives the database another name if they set this.db", () => {
    const plan = planOf({
      "package.json": CUCUMBER,
      "features/support/hooks.js": `${HOOKS} this.db = knex({}); });`,
      "features/support/other.js": 'const { After } = require("@cucumber/cucumber"); After(() => {});',
    });
    expect(plan.notes).toEqual([expect.stringMatching(/^features\/support\/hooks\.js has hooks that open a database\./)]);
    expect(contentOf(plan, "picklejar.config.mjs")).toContain('cucumber: { worldProperty: "testDatabase" },');
    expect(contentOf(plan, "features/steps/picklejar-steps.js")).toContain("this.testDatabase.open()");
  });

  test("sees a World with a db, and hooks in the folders that the configuration names", () => {
    const plan = planOf({
      "package.json": CUCUMBER,
      "cucumber.js": 'module.exports = { default: { require: ["support/*.ts", "features/steps/*.js"] } };',
      "support/world.ts":
        'import { World } from "@cucumber/cucumber";\nexport class Shop extends World {\n  db!: Connection;\n}',
      "support/hooks.ts": `${HOOKS} knex({}); });`,
      "src/hooks.js": `${HOOKS} knex({}); });`,
    });
    expect(plan.notes).toEqual([expect.stringMatching(/^support\/hooks\.ts has hooks/)]);
    expect(contentOf(plan, "picklejar.config.mjs")).toContain("worldProperty");
  });

  test("has steps in the module system and the language of the project", () => {
    const contentOfSteps = (files: ProjectFiles, extension: string): string =>
      contentOf(planOf({ "package.json": CUCUMBER, ...files }), `features/steps/picklejar-steps.${extension}`);
    expect(contentOfSteps({}, "js")).toMatch(/^const \{ equal, notEqual \} = require/);
    expect(contentOfSteps({ "package.json": { type: "module", ...CUCUMBER } }, "js")).toMatch(
      /^import \{ equal, notEqual \} from/,
    );
    expect(contentOfSteps({ "tsconfig.json": {} }, "ts")).toContain("function (name: string) {");
  });

  test("resolves the hooks in a package of a workspace, where they may be further up", () => {
    const files = {
      "package.json": { workspaces: ["packages/*"], ...CUCUMBER },
      "packages/a/package.json": {},
      "packages/a/migrations/1.sql": "",
    };
    expect(contentOf(planOf(files, {}, "packages/a"), "cucumber.mjs")).toContain(
      'import.meta.resolve("@picklejar/cucumber-hooks/register.js")',
    );
    const [edit] = planOf(
      { ...files, "packages/a/cucumber.js": 'export default { import: ["features"] }' },
      {},
      "packages/a",
    ).edits;
    expect(edit?.lines).toEqual(['"../../node_modules/@picklejar/cucumber-hooks/register.js",']);
  });
});

describe("createPlan › other runners", () => {
  test("writes a test and a configuration for Vitest", () => {
    const plan = planOf({ "package.json": VITEST, "tests/other.test.js": "" });
    expect(pathsOf(plan)).toEqual(["tests/picklejar.test.js", "vitest.config.mjs", "picklejar.config.mjs"]);
    expect(plan.run).toBe("npx vitest run tests/picklejar.test.js");
  });

  test("names the line to add to the configuration of Vite, and puts the test where its include looks", () => {
    const plan = planOf({
      "package.json": VITEST,
      "vite.config.ts": 'export default { test: { include: ["src/**/*.test.js"] } }',
    });
    expect(plan.edits).toMatchObject([{ path: "vite.config.ts", lines: ['globalSetup: ["@picklejar/core/vitest/setup"],'] }]);
    expect(pathsOf(plan)).toEqual(["src/picklejar.test.js", "picklejar.config.mjs"]);
  });

  test("puts the test below the folder that the include of Vitest names", () => {
    const plan = planOf({
      "package.json": VITEST,
      "vitest.config.js": 'export default { test: { include: ["./app/**/*.test.{js,ts}"] } }',
    });
    expect(pathsOf(plan)[0]).toBe("app/picklejar.test.js");
  });

  test("takes the configuration that a script names", () => {
    const scripts = { test: "tsc && vitest run --config ./tests/vitest.config.mts" };
    const plan = planOf({ "package.json": { ...VITEST, scripts }, "tests/vitest.config.mts": "export default {}" });
    expect(plan.edits).toMatchObject([{ path: "tests/vitest.config.mts" }]);
    expect(plan.run).toBe("npx vitest run --config tests/vitest.config.mts tests/picklejar.test.js");
  });

  test("says that tests in Cloudflare's runtime cannot load better-sqlite3", () => {
    const config =
      'import { defineWorkersConfig } from "@cloudflare/vitest-pool-workers/config"; export default defineWorkersConfig({});';
    expect(planOf({ "package.json": VITEST, "vitest.config.ts": config }).notes).toEqual([
      expect.stringContaining("in Cloudflare's runtime"),
    ]);
  });

  test("takes no pattern of coverage or of dependencies for one of tests", () => {
    const config = 'export default { optimizeDeps: { include: ["x"] }, test: { coverage: { include: ["src/**/*.js"] } } }';
    const plan = planOf({ "package.json": VITEST, "vite.config.ts": config });
    expect(pathsOf(plan)[0]).toBe("test/picklejar.test.js");
    expect(plan.notes).toEqual([]);
  });

  test("says so if the include of Vitest matches no usual place", () => {
    const plan = planOf({
      "package.json": VITEST,
      "vitest.config.js": 'export default { test: { include: ["spec/*.spec.js"] } }',
    });
    expect(plan.notes).toEqual(["The include of vitest.config.js does not match test/picklejar.test.js: add it there."]);
  });

  test("writes a test and a configuration for Jest, which run without flags", () => {
    const plan = planOf({ "package.json": { type: "module" }, "__tests__/a.js": "" }, { runner: "jest" });
    expect(pathsOf(plan)).toEqual(["__tests__/picklejar.test.cjs", "jest.config.cjs", "picklejar.config.mjs"]);
    expect(plan.run).toBe("npx jest __tests__/picklejar.test.cjs");
    expect(pathsOf(planOf({}, { runner: "jest" }))[0]).toBe("test/picklejar.test.js");
  });

  test("names the lines to add to a configuration of Jest, unless they are there", () => {
    const inManifest = planOf({ "package.json": { jest: { verbose: true } } }, { runner: "jest" });
    expect(inManifest.edits).toMatchObject([
      { path: "package.json", lines: expect.arrayContaining(['"testEnvironment": "@picklejar/core/jest/environment",']) },
    ]);
    const config = 'module.exports = { testEnvironment: "@picklejar/core/jest/environment" };';
    const wired = planOf({ "jest.config.js": config }, { runner: "jest" });
    expect([wired.edits, pathsOf(wired)]).toEqual([[], ["test/picklejar.test.js", "picklejar.config.mjs"]]);
  });

  test("writes a test and a configuration for Mocha, which run without flags", () => {
    const plan = planOf({ "package.json": { type: "module" }, "tests/a.js": "" }, { runner: "mocha" });
    expect(pathsOf(plan)).toEqual(["tests/picklejar.test.cjs", ".mocharc.json", "picklejar.config.mjs"]);
    expect(plan.run).toBe("npx mocha tests/picklejar.test.cjs");
    expect(pathsOf(planOf({}, { runner: "mocha" }))[0]).toBe("test/picklejar.test.js");
  });

  for (const [path, content, line] of [
    [".mocharc.cjs", 'module.exports = { spec: "spec" };', 'require: ["@picklejar/core/mocha"],'],
    [".mocharc.yml", "spec: spec", 'require: ["@picklejar/core/mocha"]'],
    ["package.json", { mocha: {} }, '"require": ["@picklejar/core/mocha"],'],
  ] as const)
    test(`names the line to add to a configuration of Mocha, unless it is there: ${path}`, () => {
      const plan = planOf({ [path]: content }, { runner: "mocha" });
      expect(plan.edits).toMatchObject([{ path, action: expect.stringContaining("add this to it"), lines: [line] }]);
      expect(pathsOf(plan)).toEqual(["test/picklejar.test.js", "picklejar.config.mjs"]);
      const wired = { ".mocharc.json": { require: "@picklejar/core/mocha" } };
      expect(planOf(wired, { runner: "mocha" }).edits).toEqual([]);
    });
});

describe("createPlan › Playwright", () => {
  test("writes a test and a configuration", () => {
    const plan = planOf({ "e2e/a.js": "" }, { runner: "playwright" });
    expect(pathsOf(plan)).toEqual(["e2e/picklejar.spec.js", "playwright.config.js", "picklejar.config.mjs"]);
    expect(contentOf(plan, "playwright.config.js")).toContain(
      'defineConfig({ testDir: "e2e", globalSetup: "@picklejar/core/playwright/setup" })',
    );
    expect(plan.run).toBe("npx playwright test e2e/picklejar.spec.js");
  });

  test("names the line to add to a configuration, whose folder it takes, unless it is there", () => {
    const plan = planOf({ "playwright.config.ts": 'export default { testDir: "./specs" };' }, { runner: "playwright" });
    expect(pathsOf(plan)).toEqual(["specs/picklejar.spec.js", "picklejar.config.mjs"]);
    expect(plan.edits).toMatchObject([
      { path: "playwright.config.ts", lines: ['globalSetup: "@picklejar/core/playwright/setup",'] },
    ]);
    const wired = {
      "playwright.config.ts": 'export default { globalSetup: ["./own.ts", "@picklejar/core/playwright/setup"] };',
    };
    expect(planOf(wired, { runner: "playwright" }).edits).toEqual([]);
  });
});

describe("createPlan › files", () => {
  for (const runner of ["cucumber", "vitest", "node-test", "jest", "mocha", "playwright"])
    test(`has the configuration last, since its presence says that all is there: ${runner}`, () => {
      expect(pathsOf(planOf({}, { runner })).at(-1)).toBe("picklejar.config.mjs");
    });

  test("has a configuration in TypeScript if it imports some, whatever the new files are in", () => {
    const files = { "migrations/1.js": "exports.up = (knex) => 1", "knexfile.ts": "export default {}" };
    const plan = createPlan(findProjectOf(files));
    expect(contentOf(plan, "picklejar.config.ts")).toBe(`import { defineConfig } from "@picklejar/core";
import { knex } from "@picklejar/core/migrators";
import createKnex from "knex";
import knexfile from "./knexfile.js";

export default defineConfig({
  migrations: knex(({ path }) => createKnex({ ...knexfile, connection: { filename: path } })),
});
`);
  });

  // Sequelize's driver cannot be installed everywhere, so no suite of it runs here.
  test("has an Umzug that calls migrations as sequelize-cli does", () => {
    const plan = createPlan(
      findProjectOf({
        "package.json": { scripts: { test: "node --test" }, dependencies: { sequelize: "^6" } },
        "db/migrations/001.js": "module.exports = { up: (queryInterface) => queryInterface.createTable() };",
      }),
    );
    expect(plan.install).toBe("npm install --save-dev @picklejar/core better-sqlite3 umzug");
    const config = contentOf(plan, "picklejar.config.mjs");
    expect(config).toContain("migrations: umzug(({ path }) => {");
    expect(config).toContain('cwd: fileURLToPath(new URL("db/migrations/", import.meta.url))');
    expect(config).toContain("up: () => up(context, Sequelize)");
  });

  test("names folders as they are called, in quotes that hold them", () => {
    const files = { [`it's "new"/migrations/1.sql`]: "", "package.json": { scripts: { test: "node --test" } } };
    const plan = createPlan(findProjectOf(files));
    expect(contentOf(plan, "picklejar.config.mjs")).toContain(String.raw`migrations: "it's \"new\"/migrations",`);
  });
});

describe("createPlan › install", () => {
  test("names what package.json lacks, with the loader of TypeScript, and what pnpm has to be told", () => {
    const devDependencies = { "@cucumber/cucumber": "^12.9.0", "@picklejar/core": "*" };
    const plan = planOf({ "package.json": { type: "commonjs", devDependencies }, "tsconfig.json": {}, "pnpm-lock.yaml": "" });
    expect(plan.install).toBe("pnpm add --save-dev better-sqlite3 @picklejar/cucumber-hooks tsx");
    expect(plan.run).toBe('NODE_OPTIONS="--import tsx" pnpm exec cucumber-js --tags @picklejar');
    expect(plan.notes).toEqual([expect.stringContaining("pnpm approve-builds")]);
  });

  test("names nothing if package.json has it all", () => {
    const dependencies = { "@picklejar/core": "*", "better-sqlite3": "*" };
    expect(planOf({ "package.json": { ...VITEST, dependencies } }).install).toBeUndefined();
  });
});

function planOf(files: ProjectFiles, options: FindProjectOptions = {}, below = "."): Plan {
  const migrations = below === "." ? { "migrations/1.sql": "" } : {};
  return createPlan(findProjectOf({ ...migrations, ...files }, options, below));
}

function pathsOf({ files }: Plan): readonly string[] {
  return files.map(({ path }) => path);
}

function contentOf({ files }: Plan, path: string): string {
  return files.find((file) => file.path === path)?.content ?? "";
}
