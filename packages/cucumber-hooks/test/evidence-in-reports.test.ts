import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../test/helpers/of-today.js";
import { createSuite, type Suite, type SuiteResult } from "./helpers/create-suite.js";
import { readAttachments, type ReportedAttachment } from "./helpers/read-attachments.js";
import { targetVersion } from "./helpers/target.js";

const MARKUP = "&lt;<img src=x onerror=document.title=1>";

/** Cucumber 13 skips what comes after a skipped step, whether it is defined or not. */
const FAILS_AFTER_SKIPPED = targetVersion("@cucumber/cucumber").startsWith("12.");
if (!FAILS_AFTER_SKIPPED)
  console.log("left out: an undefined step after a skipped one, which fails no scenario since Cucumber 13");

const FEATURE = `Feature: Orders
  Scenario: a step fails
    Given an order
    When it is paid
    Then it fails
  Scenario: a step is undefined
    Given an order
    When nobody wrote this
  Scenario: a step is ambiguous
    Given an order
    When two say this
  Scenario: a step is undefined after a skipped one
    Given an order
    When it is skipped
    Then nobody wrote this
  @before
  Scenario: a Before hook fails
    Given an order
  @before_step
  Scenario: a BeforeStep hook fails
    Given an order
    When it is paid
  @after_step
  Scenario: an AfterStep hook fails
    Given an order
    When it is paid
    Then it stays
  @after
  Scenario: an After hook fails
    Given an order
  Scenario: the clean-up fails
    When it defers what fails
  @tdd_expected_fail @tdd_issue @tdd_issue_7
  Scenario: an expected failure
    Then it fails
  @tdd_expected_fail @tdd_issue @tdd_issue_7
  Scenario: an unexpected pass
    When it is paid
  @tdd_expected_fail @tdd_issue @tdd_issue_7
  Scenario: not taken for the bug
    Given it fails
    When it is paid
  Scenario: a step is pending
    When it is pending
  Scenario: all is well
    Given an order
`;

const STEPS = `
import { After, AfterStep, Before, BeforeStep, When } from "@cucumber/cucumber";
import assert from "node:assert";
const fail = () => { throw new Error("it fails"); };
When("an order", function () { this.db.open().exec("INSERT INTO orders VALUES (1, 'open', NULL)"); });
When("it is paid", function () { this.db.open().prepare("UPDATE orders SET status = 'paid', note = ?").run(${JSON.stringify(MARKUP)}); });
When("it fails", () => assert.equal("open", "paid"));
When("it stays", () => {});
When("it is skipped", () => "skipped");
When("it is pending", () => "pending");
When("two say this", () => {});
When(/two say (this)/, () => {});
When("it defers what fails", function () { this.defer(fail); });
Before({ tags: "@before" }, fail);
BeforeStep({ tags: "@before_step" }, ({ pickleStep }) => { if (pickleStep.text === "it is paid") fail(); });
AfterStep({ tags: "@after_step" }, ({ pickleStep }) => { if (pickleStep.text === "it is paid") fail(); });
After({ tags: "@after" }, fail);
After(function () { this.db.open().exec("DELETE FROM orders"); });
`;

/** There, the report has no link. */
const NO_CI = { CI: "" };

const FILES = {
  "db/001_orders.sql": "CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT, note TEXT);",
  "features/orders.feature": FEATURE,
  "features/steps/orders.js": STEPS,
};

/** What failed is named only where the report shows the evidence on something else. */
const NOTHING_BEFORE = /^(?!After ["a])/;

const CLEAN_UP = "hook picklejar: clean-up";
const VERDICT = "hook picklejar: verdict";

describe("the report of a scenario that fails", () => {
  let suite: Suite;
  let result: SuiteResult;
  let attachments: readonly ReportedAttachment[];

  beforeAll(async () => {
    suite = createSuite(FILES);
    result = await suite.start(["--format", "message:messages", "--format", "html:report.html", "--format", "summary"], NO_CI)
      .end;
    attachments = readAttachments(suite.path("messages"));
  });

  const rows: readonly (readonly [scenario: string, step: string, beginning: RegExp])[] = [
    ["a step fails", "it fails", NOTHING_BEFORE],
    ["a step is undefined", CLEAN_UP, /^After "nobody wrote this", which is undefined:\n/],
    ["a step is ambiguous", CLEAN_UP, /^After "two say this", which is ambiguous:\n/],
    ...(FAILS_AFTER_SKIPPED
      ? [["a step is undefined after a skipped one", CLEAN_UP, /^After a step that is undefined:\n/] as const]
      : []),
    ["a Before hook fails", CLEAN_UP, /^After a hook that failed before the first step:\n/],
    ["a BeforeStep hook fails", "it is paid", NOTHING_BEFORE],
    ["an AfterStep hook fails", CLEAN_UP, /^After a hook that failed after "it is paid":\n/],
    ["an After hook fails", CLEAN_UP, /^After a hook that failed after all steps:\n/],
    ["the clean-up fails", CLEAN_UP, NOTHING_BEFORE],
    ["an unexpected pass", VERDICT, NOTHING_BEFORE],
    ["not taken for the bug", "it fails", NOTHING_BEFORE],
  ];
  test.each(rows)("has the evidence on what failed: %s", (scenario, step, beginning) => {
    const [log, ...others] = evidenceOf(attachments, scenario);
    expect(log).toMatchObject({ step, mediaType: "text/x.cucumber.log+plain", body: expect.stringMatching(beginning) });
    // The terminal reports of Cucumber 12 print the text of nothing else.
    const isOld = targetVersion("@cucumber/cucumber").startsWith("12.");
    const found = others.map((other) => [other.step, other.mediaType, beginning.test(other.body)]);
    expect(found).toEqual(isOld ? [[step, "text/plain", true]] : []);
  });

  test.each(["an expected failure", "a step is pending", "all is well"])("has none of %s", (scenario) => {
    expect(evidenceOf(attachments, scenario)).toEqual([]);
  });

  test("shows it on the terminal", () => {
    expect(result.stdout).toMatch(/Given an order +orders \+1\n +When it is paid +orders ~1\n +Then it fails +✗\n/);
  });

  test("names the database as it was at the end of the step, whatever hooks do afterwards", () => {
    const [log] = evidenceOf(attachments, "a step fails");
    expect(readStatus(pathIn(log?.body))).toEqual(["paid"]);
    expect(log?.body).toContain("orders id=1: status 'open' → 'paid'");
    const [undefinedStep] = evidenceOf(attachments, "a step is undefined");
    expect(readStatus(pathIn(undefinedStep?.body))).toEqual([]);
  });

  test("shows it in HTML without a click, and takes no value for markup", EVEN_DAYS, ({ skip }) => {
    const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
    if (chromium === undefined) {
      console.log("Skipped: the HTML report in a browser, as there is no chromium.");
      skip();
      return;
    }
    const options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=10000", "--dump-dom"];
    const page = execFileSync(chromium, [...options, `file://${suite.path("report.html")}`], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 26,
    });
    expect(page).not.toMatch(/<title>1<|<img src="x"|<b>bold/);
    // What is closed has no text in the page.
    const open = page.replaceAll(/<details(?![^>]* open)[\s\S]*?<\/details>/g, "");
    expect(/^ +orders id=1: .*/m.exec(textOf(open))?.[0]).toContain(`note NULL → '${MARKUP.slice(0, 30)}`);
  });
});

test("docs/evidence.md shows the report that its scenario has", async () => {
  const page = readFileSync(fileURLToPath(new URL("../../../docs/evidence.md", import.meta.url)), "utf8");
  const blockOf = (language: string): string => page.split(`\`\`\`${language}\n`)[1]?.split("\n```")[0] ?? "";
  const suite = createSuite({
    "db/001_shop.sql": `CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT); CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);
      CREATE TABLE audit_log (id INTEGER PRIMARY KEY, what TEXT);`,
    "features/orders.feature": blockOf("gherkin"),
    "features/steps/orders.js": `
      import { Given, When, Then } from "@cucumber/cucumber";
      Given("a shop with 3 orders", function () {
        this.db.open().exec("INSERT INTO orders (status) VALUES ('open'), ('open'), ('open'); INSERT INTO customers (name) VALUES ('Ann')");
      });
      When("Ann pays order 1", function () {
        this.db.open().exec("UPDATE orders SET status = 'pending' WHERE id = 1; INSERT INTO audit_log (what) VALUES ('Ann pays')");
      });
      Then("order 1 is paid", () => { throw new Error("it is pending"); });`,
  });
  await suite.start(["--format", "message:messages"], NO_CI).end;
  const [log] = evidenceOf(readAttachments(suite.path("messages")), "Paying");
  expect(log?.body.replace(/file:.+failed\/[^/]+/, "…")).toBe(blockOf("text").replace(/file:.+failed\/[^/]+/, "…"));
});

describe("the report of a scenario that is tried again", () => {
  test("has the text on each failed attempt, all with the path of the last, where the database is", ODD_DAYS, async () => {
    const suite = createSuite({
      ...FILES,
      "features/orders.feature": `Feature: Orders
  Scenario: broken
    When it fails in attempt 3
  Scenario: flaky
    When it fails in attempt 2
  Scenario: broken too
    When it fails in attempt 3
`,
      "features/steps/orders.js": `
        import { When } from "@cucumber/cucumber";
        const attempts = new Map();
        When("it fails in attempt {int}", function (last) {
          const attempt = (attempts.get(this.name) ?? 0) + 1;
          attempts.set(this.name, attempt);
          this.db.open().exec(\`INSERT INTO orders VALUES (\${attempt}, 'in attempt \${attempt}', NULL)\`);
          if (attempt <= last) throw new Error("it fails");
        });`,
      "features/steps/world.js": `
        import { Before } from "@cucumber/cucumber";
        Before(function ({ pickle }) { this.name = pickle.name; });`,
    });
    const run = await suite.start(["--retry", "2", "--format", "message:messages"], NO_CI).end;
    expect(run).toHaveEnded({ code: 1, stderr: ["2 databases retained"] });
    const attachments = readAttachments(suite.path("messages")).filter(({ mediaType }) => mediaType.includes("log"));
    for (const [scenario, count, status] of [
      ["broken", 3, ["in attempt 3"]],
      ["flaky", 2, undefined],
      ["broken too", 3, ["in attempt 3"]],
    ] as const) {
      const evidence = evidenceOf(attachments, scenario);
      expect(evidence.map(({ attempt }) => attempt)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
      const paths = new Set(evidence.map(({ body }) => pathIn(body)));
      expect(paths.size).toBe(1);
      const [path = ""] = paths;
      expect(existsSync(path) ? readStatus(path) : undefined).toEqual(status);
    }
  });
});

function evidenceOf(attachments: readonly ReportedAttachment[], name: string): readonly ReportedAttachment[] {
  return attachments.filter(({ scenario, body }) => scenario === name && body.includes("/.picklejar/failed/"));
}

function pathIn(body = ""): string {
  const url = /^file:.+\.html$/m.exec(body)?.[0];
  return url === undefined ? "" : fileURLToPath(url).replace(/html$/, "db");
}

function readStatus(path: string): readonly unknown[] {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return database.prepare("SELECT status FROM orders").pluck().all();
  } finally {
    database.close();
  }
}

/** As a person sees it. */
function textOf(html: string): string {
  return html
    .replaceAll(/<script[\s\S]*?<\/script>/g, "")
    .replaceAll(/<[^>]+>/g, "")
    .replaceAll("\u2060", "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
