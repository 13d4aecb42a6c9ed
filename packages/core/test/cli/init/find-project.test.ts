import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { findProjectOf, NODE_TEST } from "../../helpers/find-project-of.js";
import type { ProjectFiles } from "../../helpers/init-project.js";

describe("findProject › test runner", () => {
  for (const [what, manifest, expected] of [
    ["Cucumber", { devDependencies: { "@cucumber/cucumber": "^12" } }, { name: "cucumber", others: [] }],
    ["Vitest beside Jest", { devDependencies: { vitest: "^4.1.0", jest: "^30" } }, { name: "vitest", others: ["Jest"] }],
    ["node:test, by a script", { scripts: { check: "NODE_OPTIONS=--x node --import tsx --test" } }, { name: "node-test" }],
    ["Jest", { devDependencies: { jest: "^30" } }, { name: "jest" }],
    ["Mocha", { devDependencies: { mocha: "^11" } }, { name: "mocha" }],
    ["Playwright", { devDependencies: { "@playwright/test": "^1.65" } }, { name: "playwright", others: [] }],
    [
      "Jest beside Playwright",
      { devDependencies: { jest: "^30", "@playwright/test": "^1.65" } },
      { name: "jest", others: ["Playwright"] },
    ],
    [
      "an old Vitest",
      { devDependencies: { vitest: "^3.2.0" } },
      { notes: [expect.stringContaining("picklejar needs Vitest 4 or later")] },
    ],
  ] as const)
    test(`finds ${what}`, () => {
      expect(findProjectOf({ "package.json": manifest, "migrations/1.sql": "" }).runner).toMatchObject(expected);
    });

  test("finds Playwright by its configuration, if no dependency shows it", () => {
    const files = { "package.json": {}, "playwright.config.ts": "", "migrations/1.sql": "" };
    expect(findProjectOf(files).runner).toMatchObject({ name: "playwright", evidence: "playwright.config.ts" });
  });

  test("does not choose between two", () => {
    const files = { "package.json": { devDependencies: { vitest: "4", "@cucumber/cucumber": "12" } }, "migrations/1.sql": "" };
    expect(() => findProjectOf(files)).toThrow(
      "--runner cucumber  (@cucumber/cucumber in package.json)\n  --runner vitest  (vitest in package.json)",
    );
    expect(findProjectOf(files, { runner: "vitest" }).runner).toMatchObject({ name: "vitest", others: ["Cucumber"] });
  });
});

describe("findProject › language and package manager", () => {
  for (const [what, files, expected] of [
    ["CommonJS", {}, { modules: "CommonJS", name: "JavaScript" }],
    [
      "ES modules, behind a byte order mark and CRLF",
      { "package.json": '\uFEFF{\r\n"type": "module",\r\n"scripts": {"test": "node --test"} }' },
      { modules: "ES modules" },
    ],
    ["TypeScript", { "tsconfig.json": '{ "compilerOptions": {} }' }, { name: "TypeScript", newFiles: "TypeScript" }],
    [
      "a tsconfig.json that takes no new files",
      { "tsconfig.json": '{ "compilerOptions": { "rootDir": "./src" /* , "include" */ } }' },
      { name: "TypeScript", newFiles: "JavaScript" },
    ],
    [
      "a tsconfig.json whose files are listed",
      { "tsconfig.json": '{ "compilerOptions": { "rootDir": "src" }, "include": ["src"] }' },
      { newFiles: "TypeScript" },
    ],
  ] as const satisfies readonly (readonly [string, ProjectFiles, object])[])
    test(`tells ${what}`, () => {
      expect(findProjectOf({ "migrations/1.sql": "", ...files }).language).toMatchObject(expected);
    });

  for (const [what, files, install] of [
    ["npm, if nothing says otherwise", {}, "npm install --save-dev x"],
    ["pnpm, by its lock file", { "pnpm-lock.yaml": "" }, "pnpm add --save-dev x"],
    ["Bun, by its lock file", { "bun.lock": "" }, "bun add --dev x"],
    [
      "Yarn, by package.json against a lock file",
      { "package.json": { packageManager: "yarn@4.0.0", ...NODE_TEST }, "package-lock.json": "" },
      "yarn add --dev x",
    ],
  ] as const satisfies readonly (readonly [string, ProjectFiles, string])[])
    test(`tells ${what}`, () => {
      expect(findProjectOf({ "migrations/1.sql": "", ...files }).packageManager.install(["x"])).toBe(install);
    });

  test("takes the lock file and the dependencies of the workspace", () => {
    const files = {
      "pnpm-workspace.yaml": 'packages: [ "packages/*" ]\n',
      "pnpm-lock.yaml": "",
      "package.json": { devDependencies: { vitest: "^4.1.0" } },
      "packages/a/package.json": {},
      "packages/a/migrations/1.sql": "",
    };
    const found = findProjectOf(files, {}, "packages/a");
    expect(found).toMatchObject({ packageManager: { name: "pnpm" }, runner: { name: "vitest" } });
    expect(found.folder.rootDirectory).toBe(join(found.folder.directory, "../.."));
  });
});
