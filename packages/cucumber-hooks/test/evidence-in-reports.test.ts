import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, test } from "vitest";

import { createSuite, type Suite, type SuiteResult } from "./helpers/create-suite.js";
import { readAttachments, type ReportedAttachment } from "./helpers/read-attachments.js";
import { targetVersion } from "./helpers/target.js";

const MARKUP = "<b>bold</b> &lt; <img src=x onerror=document.title=1> a < b && c";

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
When("an order", function () { this.db.open().prepare("INSERT INTO orders VALUES (1, 'open', ?)").run(${JSON.stringify(MARKUP)}); });
When("it is paid", function () { this.db.open().exec("UPDATE orders SET status = 'paid'"); });
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

const FILES = {
  "db/001_orders.sql": "CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT, note TEXT);",
  "features/orders.feature": FEATURE,
  "features/steps/orders.js": STEPS,
};

const CLEAN_UP = "hook picklejar: clean-up";
const VERDICT = "hook picklejar: verdict";

describe("the report of a scenario that fails", () => {
  let suite: Suite;
  let result: SuiteResult;
  let attachments: readonly ReportedAttachment[];

  beforeAll(async () => {
    suite = createSuite(FILES);
    result = await suite.start(["--format", "message:messages", "--format", "html:report.html", "--format", "summary"]).end;
    attachments = readAttachments(suite.path("messages"));
  });

  test.each([
    ["a step fails", "it fails", /^The database/],
    ["a step is undefined", CLEAN_UP, /^After "nobody wrote this", which is undefined:\n/],
    ["a step is ambiguous", CLEAN_UP, /^After "two say this", which is ambiguous:\n/],
    ["a step is undefined after a skipped one", CLEAN_UP, /^After a step that is undefined:\n/],
    ["a Before hook fails", CLEAN_UP, /^After a hook that failed before the first step:\n/],
    ["a BeforeStep hook fails", "it is paid", /^The database/],
    ["an AfterStep hook fails", CLEAN_UP, /^After a hook that failed after "it is paid":\n/],
    ["an After hook fails", CLEAN_UP, /^After a hook that failed after all steps:\n/],
    ["the clean-up fails", CLEAN_UP, /^The database/],
    ["an unexpected pass", VERDICT, /^The database/],
    ["not taken for the bug", "it fails", /^The database/],
  ])("has the evidence on what failed: %s", (scenario, step, beginning) => {
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
    expect(result.stdout).toContain("The database of this scenario is retained:");
  });

  test("names the database as it was at the end of the step, whatever hooks do afterwards", () => {
    const [log] = evidenceOf(attachments, "a step fails");
    expect(readStatus(pathIn(log?.body))).toEqual(["paid"]);
    expect(log?.body).toContain("status  'paid'");
    const [undefinedStep] = evidenceOf(attachments, "a step is undefined");
    expect(readStatus(pathIn(undefinedStep?.body))).toEqual([]);
  });

  test("shows it in HTML without a click, and takes no value for markup", ({ skip }) => {
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
    expect(open.match(/The database of this scenario is retained/g)?.length).toBeGreaterThanOrEqual(4);
    expect(/^ +note .*/m.exec(textOf(open))?.[0]).toContain(`note    '${MARKUP.slice(0, 60)}'`);
  });
});

describe("the report of a scenario that is tried again", () => {
  test("has the text on each failed attempt, all with the path of the last, where the database is", async () => {
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
    const run = await suite.start(["--retry", "2", "--format", "message:messages"]).end;
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
  return attachments.filter(({ scenario, body }) => scenario === name && body.includes("database of this scenario"));
}

function pathIn(body = ""): string {
  return /sqlite3 '(.+)'/.exec(body)?.[1] ?? "";
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
