import { beforeAll, describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS, type TagOptions } from "../../../test/helpers/of-today.js";
import { readMessages, type Report } from "./expected-failure/read-reports.js";
import { createSuite } from "./helpers/create-suite.js";

const PAID = `
    Then table "orders" changed:
      |   | id | status      |
      | ~ | 1  | open → paid |`;

/** Name, steps after "Given two orders", and what a failure says. */
const HOLDING = [
  ["a changed row", `When order 1 is paid${PAID}\n    And nothing else changed`],
  [
    "an ASCII arrow",
    `When order 1 is paid\n    Then table "orders" changed:\n      | | id | status |\n      | ~ | 1 | open -> paid |`,
  ],
  ["any value", `When order 1 is paid\n    Then table "orders" changed:\n      | | status |\n      | ~ | * |`],
  [
    "added and removed rows",
    `When order 2 is replaced
    Then table "orders" changed:
      |   | id | status | note   |
      | + | 3  | 'NULL' | x'0a0b' |
      | - | 2  | open   | NULL   |`,
  ],
  ["what was set up, which does not count", "When nothing is done\n    Then nothing changed"],
  [
    "a table that did not change",
    `When order 1 is paid\n    Then table "log" did not change${PAID}\n    And nothing else changed`,
  ],
  [
    "another database",
    `When the audit is written\n    Then nothing changed\n    And table "events" of database "audit" changed:\n      | | what |\n      | + | paid |\n    And nothing else changed in database "audit"`,
  ],
] as const;

const FAILING = [
  [
    "another value",
    'When order 1 is paid\n    Then table "orders" changed:\n      | | id | status |\n      | ~ | 1 | open → sent |',
    /table "orders" changed otherwise:\n *\| +\| id \| status +\|\n *\| ~ \| 1 +\| open → paid \|/,
  ],
  ["a row too many", 'When order 1 is paid\n    Then table "orders" changed:\n      | | id | status |', /changed otherwise:/],
  [
    "a change of a column that is not described",
    'When order 1 is paid\n    Then table "orders" changed:\n      | | id |\n      | ~ | 1 |',
    /\| ~ \| 1 +\| open → paid \|/,
  ],
  ["no change", `When nothing is done${PAID}`, /table "orders" did not change/],
  [
    "a change in another table",
    `When order 1 is paid and logged${PAID}\n    And nothing else changed`,
    /nothing else was to change:\n *table "log" changed:/,
  ],
  ["a change where there was to be none", "When order 1 is paid\n    Then nothing changed", /nothing was to change:/],
  ["a change of that table", 'When order 1 is paid\n    Then table "orders" did not change', /was not to change, and did:/],
  [
    "a column with a typo",
    'When order 1 is paid\n    Then table "orders" changed:\n      | | statsu |\n      | ~ | open → paid |',
    /has no column "statsu"; it has: id, status, note\. Did you mean "status"\?/,
  ],
  ["a table with a typo", 'When order 1 is paid\n    Then table "order" did not change', /Did you mean "orders"\?/],
  [
    "a wrong sign",
    'When order 1 is paid\n    Then table "orders" changed:\n      | | id |\n      | x | 1 |',
    /expected \+, - or ~ in the first column, got "x"/,
  ],
  ["no such database", 'When order 1 is paid\n    Then nothing changed in database "audits"', /Did you mean "audit"\?/],
] as const;

describe("steps that say what changed", () => {
  let report: Report;

  beforeAll(async () => {
    const scenarios = [...HOLDING, ...FAILING].map(
      ([name, steps]) => `  Scenario: ${name}\n    Given two orders\n    ${steps}\n`,
    );
    const suite = createSuite({
      "cucumber.mjs": `export default { publishQuiet: true, import: ["features/support/picklejar.js", "./node_modules/@picklejar/cucumber-hooks/steps.js", "features/steps/*.js"] };`,
      "picklejar.config.js": `export default { databases: { default: { migrations: "db" }, audit: { migrations: "audit" } }, cucumber: { databases: ["default", "audit"] } };`,
      "db/001.sql":
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT, note BLOB); CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT);",
      "audit/001.sql": "CREATE TABLE events (id INTEGER PRIMARY KEY, what TEXT);",
      "features/orders.feature": `Feature: orders\n${scenarios.join("")}`,
      "features/steps/orders.js": `
        import { Given, When } from "@cucumber/cucumber";
        const run = (sql) => function () { this.db.open().exec(sql); };
        Given("two orders", run("INSERT INTO orders VALUES (1, 'open', NULL), (2, 'open', NULL)"));
        When("order 1 is paid", run("UPDATE orders SET status = 'paid' WHERE id = 1"));
        When("order 1 is paid and logged", run("UPDATE orders SET status = 'paid' WHERE id = 1; INSERT INTO log VALUES (1, 'paid')"));
        When("order 2 is replaced", run("DELETE FROM orders WHERE id = 2; INSERT INTO orders VALUES (3, 'NULL', x'0A0B')"));
        When("nothing is done", () => {});
        When("the audit is written", function () { this.databases.audit.open().exec("INSERT INTO events VALUES (1, 'paid')"); });
      `,
    });
    await suite.start(["--format", "message:messages"]).end;
    ({ report } = readMessages(suite.path("messages")));
  });

  test.each(HOLDING)("hold for %s", (name) => {
    expect(report.get(name)).toEqual(expect.objectContaining({ status: "PASSED" }));
  });

  test.each(FAILING)("fail for %s, and say how it is", (name, _steps, message) => {
    expect(report.get(name)).toEqual(expect.objectContaining({ status: "FAILED", text: expect.stringMatching(message) }));
  });
});

const HOOKS = 'import { installHooks } from "@picklejar/cucumber-hooks";\ninstallHooks();\n';
const STEPS = '"features/support/picklejar.js", "features/steps/*.js"';

const WAYS: readonly (readonly [string, string, string, number, TagOptions])[] = [
  [
    "an import in a file of the suite",
    `export default { publishQuiet: true, import: [${STEPS}] };`,
    `${HOOKS}import "@picklejar/cucumber-hooks/steps.js";`,
    0,
    {},
  ],
  [
    "the address that Node resolves the package's name to",
    `import { fileURLToPath } from "node:url";
       const steps = fileURLToPath(import.meta.resolve("@picklejar/cucumber-hooks/steps.js"));
       export default { publishQuiet: true, import: [${STEPS}, steps] };`,
    HOOKS,
    0,
    EVEN_DAYS,
  ],
  // Cucumber takes it for a pattern of files, which matches none, and says nothing. Should that change, the docs can.
  [
    "no bare name in import",
    `export default { publishQuiet: true, import: [${STEPS}, "@picklejar/cucumber-hooks/steps.js"] };`,
    HOOKS,
    1,
    ODD_DAYS,
  ],
];

describe("the ready-made steps, in a scenario that begins with When,", () => {
  for (const [what, config, support, code, options] of WAYS)
    test(`come with ${what}`, options, async () => {
      const suite = createSuite({
        "cucumber.mjs": config,
        "features/support/picklejar.js": support,
        "db/001.sql": "CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT);",
        "features/orders.feature": `Feature: orders\n  Scenario: none\n    When nothing is done\n    Then nothing changed\n`,
        "features/steps/orders.js": `import { When } from "@cucumber/cucumber"; When("nothing is done", () => {});`,
      });
      expect(await suite.start([]).end).toHaveEnded({ code, stdout: [code === 0 ? "1 passed" : "1 undefined"] });
    });
});
