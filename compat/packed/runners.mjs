/** What the command line calls them together. */
export const PACKED_RUNNERS_NAME = "runners";

/**
 * Each runner as a user sets it up, and the suite that is written for it.
 *
 * - `packages`: what is installed, in the versions that the workspace tests with.
 * - `page`, `setUp`, `example`: blocks of that page, by the file that their first line names: what configures the runner, and its first tests.
 * - `isModule`: whether the page's files are ES modules.
 * - `file(name)`, `head`, `test(name)`, `others`: a file of the suite, its first lines, and the lines of a test that expects its own row beside the seed's.
 * - `failing(row)`: the lines of a file with one test, which writes that row and fails.
 * - `serial`, `parallel`: the command lines.
 */
export const RUNNERS = {
  cucumber: {
    packages: ["@cucumber/cucumber"],
    page: "README.md",
    setUp: ["cucumber.mjs", "features/support/picklejar.js"],
    example: ["features/steps/users.js", "features/users.feature"],
    isModule: true,
    file: (name) => `features/${name}.feature`,
    head: ["Feature: Checks"],
    test: (name) => [`  Scenario: ${name}`, `    When it is checked as ${name}`],
    others: {
      "features/steps/checks.js": [
        'import assert from "node:assert/strict";',
        'import { When } from "@cucumber/cucumber";',
        'import { check } from "../../check.cjs";',
        'When("it is checked as {word}", function (name) {',
        '  assert.deepEqual(check(this.db.open(), this.db.path, name), ["seed@example.org", name]);',
        "});",
      ],
    },
    failing: (row) => ["Feature: Bug", "  Scenario: fails", `    When ${row} signs up`, "    Then there are 99 users"],
    serial: ["cucumber-js"],
    parallel: ["cucumber-js", "--parallel", "2"],
  },
  vitest: {
    packages: ["vitest"],
    page: "docs/vitest.md",
    setUp: ["vitest/vitest.config.js"],
    example: ["vitest/users.test.js", "vitest/repository.test.js"],
    isModule: true,
    file: (name) => `${name}.test.js`,
    head: [
      'import { test } from "@picklejar/core/vitest";',
      'import { expect } from "vitest";',
      'import { check } from "./check.cjs";',
    ],
    test: (name) => [
      `test("${name}", ({ db }) => {`,
      `  expect(check(db.open(), db.path, "${name}")).toEqual(["seed@example.org", "${name}"]);`,
      "});",
    ],
    failing: (row) => [
      'import { test } from "@picklejar/core/vitest";',
      'import { expect } from "vitest";',
      `test("fails", ({ db }) => {`,
      `  db.open().prepare("INSERT INTO users (email) VALUES (?)").run("${row}");`,
      `  expect(db.changes().users.added).toHaveLength(99);`,
      "});",
    ],
    serial: ["vitest", "run", "--no-file-parallelism"],
    parallel: ["vitest", "run", "--maxWorkers", "2"],
  },
  jest: {
    packages: ["jest"],
    page: "docs/jest.md",
    setUp: ["jest/jest.config.js"],
    example: ["jest/users.test.js"],
    isModule: false,
    file: (name) => `${name}.test.js`,
    head: [
      'const { useTestDatabase } = require("@picklejar/core/jest");',
      'const { check } = require("./check.cjs");',
      "const db = useTestDatabase();",
    ],
    test: (name) => [
      `test("${name}", () => {`,
      `  expect(check(db().open(), db().path, "${name}")).toEqual(["seed@example.org", "${name}"]);`,
      "});",
    ],
    failing: (row) => [
      'const { useTestDatabase } = require("@picklejar/core/jest");',
      "const db = useTestDatabase();",
      'test("fails", () => {',
      `  db().open().prepare("INSERT INTO users (email) VALUES (?)").run("${row}");`,
      "  expect(db().changes().users.added).toHaveLength(99);",
      "});",
    ],
    serial: ["jest", "--runInBand"],
    parallel: ["jest", "--maxWorkers", "2"],
  },
  "node-test": {
    packages: [],
    page: "docs/node-test.md",
    setUp: [],
    example: ["node-test/users.test.js", "node-test/known-bug.test.js"],
    isModule: true,
    file: (name) => `${name}.test.js`,
    head: [
      'import assert from "node:assert/strict";',
      'import { test } from "node:test";',
      'import { testDatabase } from "@picklejar/core/node-test";',
      'import { check } from "./check.cjs";',
    ],
    test: (name) => [
      `test("${name}", async (t) => {`,
      "  const db = await testDatabase(t);",
      `  assert.deepEqual(check(db.open(), db.path, "${name}"), ["seed@example.org", "${name}"]);`,
      "});",
    ],
    failing: (row) => [
      'import assert from "node:assert/strict";',
      'import { test } from "node:test";',
      'import { testDatabase } from "@picklejar/core/node-test";',
      'test("fails", async (t) => {',
      "  const db = await testDatabase(t);",
      `  db.open().prepare("INSERT INTO users (email) VALUES (?)").run("${row}");`,
      "  assert.equal(db.changes().users.added.length, 99);",
      "});",
    ],
    serial: ["node", "--test", "--test-concurrency=1"],
    parallel: ["node", "--test", "--test-concurrency=2"],
  },
  mocha: {
    packages: ["mocha"],
    page: "docs/mocha.md",
    setUp: ["mocha/.mocharc.json"],
    example: ["mocha/test/users.test.js", "mocha/test/known-bug.test.js"],
    isModule: false,
    file: (name) => `test/${name}.test.js`,
    head: ['const assert = require("node:assert/strict");', 'const { check } = require("../check.cjs");'],
    test: (name) => [
      `it("${name}", function () {`,
      `  assert.deepEqual(check(this.db.open(), this.db.path, "${name}"), ["seed@example.org", "${name}"]);`,
      "});",
    ],
    failing: (row) => [
      'const assert = require("node:assert/strict");',
      'it("fails", function () {',
      `  this.db.open().prepare("INSERT INTO users (email) VALUES (?)").run("${row}");`,
      "  assert.equal(this.db.changes().users.added.length, 99);",
      "});",
    ],
    serial: ["mocha"],
    parallel: ["mocha", "--parallel", "--jobs", "2"],
  },
  playwright: {
    packages: ["@playwright/test"],
    page: "docs/playwright.md",
    setUp: ["playwright/playwright.config.js"],
    example: ["playwright/users.spec.js", "playwright/environment.spec.js"],
    isModule: true,
    file: (name) => `${name}.spec.js`,
    head: [
      'import { test } from "@picklejar/core/playwright";',
      'import { expect } from "@playwright/test";',
      'import { check } from "./check.cjs";',
    ],
    test: (name) => [
      `test("${name}", ({ db }) => {`,
      `  expect(check(db.open(), db.path, "${name}")).toEqual(["seed@example.org", "${name}"]);`,
      "});",
    ],
    failing: (row) => [
      'import { test } from "@picklejar/core/playwright";',
      'import { expect } from "@playwright/test";',
      'test("fails", ({ db }) => {',
      `  db.open().prepare("INSERT INTO users (email) VALUES (?)").run("${row}");`,
      "  expect(db.changes().users.added).toHaveLength(99);",
      "});",
    ],
    serial: ["playwright", "test", "--workers", "1"],
    parallel: ["playwright", "test", "--workers", "2"],
  },
};
