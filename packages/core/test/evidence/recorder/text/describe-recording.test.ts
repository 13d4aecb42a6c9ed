import { afterEach, describe, expect, test } from "vitest";

import type { Recording } from "../../../../src/evidence/recorder/recording.js";
import { describeRecording } from "../../../../src/evidence/recorder/text/describe-recording.js";
import { widthOf } from "../../../../src/evidence/recorder/text/text-width.js";
import { Script, type ScriptedStep } from "../helpers/record-steps.js";

const SHOP = `CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, password TEXT);
  CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER, status TEXT);
  CREATE TABLE audit_log (id INTEGER PRIMARY KEY, what TEXT); CREATE TABLE log (line TEXT)`;

const GIVEN: ScriptedStep = {
  keyword: "Given ",
  text: "a shop with 3 orders",
  section: "background",
  commits: [
    "INSERT INTO customers VALUES (1, 'Ann', 'hunter2'); INSERT INTO orders (customer_id, status) VALUES (1, 'open'), (1, 'open'), (1, 'open')",
  ],
};
const PAYS: ScriptedStep = {
  keyword: "When ",
  text: "Ann pays order 1",
  commits: ["UPDATE orders SET status = 'pending' WHERE id = 1; INSERT INTO audit_log (what) VALUES ('pays')"],
};
const PAID: ScriptedStep = {
  keyword: "Then ",
  text: "order 1 is paid",
  status: "failed",
  error: "AssertionError: order 1: expected 'paid', got 'pending'",
};

describe("describeRecording", () => {
  test("shows what each step changed, the step that failed, and who wrote the rows that tell", () => {
    expect(describeRecording(record(GIVEN, PAYS, PAID), { pagePath: "/app/.picklejar/failed/run/01-Orders Paying.html" })).toBe(
      `Given a shop with 3 orders  customers +1, orders +3
When Ann pays order 1       audit_log +1, orders ~1
Then order 1 is paid        ✗
  orders id=1: status 'open' → 'pending'   written by "When Ann pays order 1"
  audit_log id=1: added, what='pays'   written by "When Ann pays order 1"
file:///app/.picklejar/failed/run/01-Orders%20Paying.html`,
    );
  });

  test("names what the failing step changed itself", () => {
    const text = describeRecording(
      record({ ...PAYS, keyword: "When", status: "failed", commits: ["INSERT INTO log VALUES ('x')"] }),
    );
    expect(text).toBe(`When Ann pays order 1  ✗  log +1\n  log: added, line='x'   written by "When Ann pays order 1"`);
  });

  test("says that no step changed anything", () => {
    expect(describeRecording(record({ text: "nothing" }, PAID))).toBe(
      "Then order 1 is paid  ✗\nNo step changed a row of the database.",
    );
  });

  test("shows a row that was set up only where the failure names it", () => {
    const named = describeRecording(record(GIVEN, { ...PAID, text: "customer 1 is there", error: "no" }));
    expect(named).toContain("customers id=1: added");
    expect(describeRecording(record(GIVEN, { ...PAID, text: "all is well", error: "no" }))).not.toContain("customers id=1");
  });

  test.each([
    ["a key", "orders", "DELETE FROM orders WHERE id = 1", "orders id=1: removed"],
    ["no key", "log", "DELETE FROM log", "log: removed, line='x'"],
  ])("shows a row with %s that one step added and another one removed", (_what, table, sql, expected) => {
    const adds: ScriptedStep = { ...GIVEN, commits: [...(GIVEN.commits ?? []), "INSERT INTO log VALUES ('x')"] };
    const removes: ScriptedStep = { keyword: "When ", text: "it is cleaned up", commits: [sql] };
    const text = describeRecording(record(adds, removes, { ...PAID, text: "all is well", error: "no" }));
    expect(text).toContain(expected);
    expect(text).toContain('written by "When it is cleaned up"');
    const again = describeRecording(record(adds, removes, { ...adds, commits: [`INSERT INTO ${table} DEFAULT VALUES`] }, PAID));
    expect(again).toContain(expected);
  });

  test("does not show a row as removed that a later step added again", () => {
    const removes: ScriptedStep = { keyword: "When ", text: "it is cleaned up", commits: ["DELETE FROM orders WHERE id = 1"] };
    const adds: ScriptedStep = { ...PAYS, commits: ["INSERT INTO orders VALUES (1, 1, 'open')"] };
    expect(describeRecording(record(GIVEN, removes, adds, PAID))).not.toContain("id=1: removed");
  });

  test("shows no secret, and that one changed", () => {
    const text = describeRecording(record(GIVEN, { ...PAYS, commits: ["UPDATE customers SET password = 'swordfish'"] }, PAID));
    expect(text).toContain("customers id=1: password ••• → ••• (not the same)");
    expect(text).not.toMatch(/hunter2|swordfish/);
  });

  test("says what was not compared by step, and why", () => {
    const script = createScript(GIVEN, PAYS, PAID);
    const text = describeRecording(script.record({ detail: "scenario", reason: "the database has 40 MB" }));
    expect(text.split("\n")[0]).toBe(
      "The whole scenario    audit_log +1, customers +1, orders +3 (not recorded by step: the database has 40 MB)",
    );
    expect(text).toContain("Then order 1 is paid  ✗");
  });

  test("says what could not be recorded", () => {
    expect(describeRecording(createScript(PAID).record({ problems: ["It is gone."] }))).toContain(
      "No step is known to have changed a row of the database.",
    );
    expect(describeRecording(createScript(PAID).record({ problems: ["It is gone."], detail: "scenario" }))).toContain(
      "The whole scenario    is not known to have changed anything",
    );
    expect(describeRecording(createScript(PAID).record({ problems: ["It is gone.", "So is this."] }))).toContain(
      "Not recorded: It is gone. (and 1 more)",
    );
  });

  test.each<[what: string, steps: readonly ScriptedStep[]]>([
    [
      "200 steps with names of 500 characters",
      Array.from({ length: 200 }, (_, index) => ({ ...write(index), text: "long ".repeat(100) })),
    ],
    [
      "names of wide characters",
      Array.from({ length: 20 }, (_, index) => ({ ...write(index), text: "注文を支払う👩‍👩‍👧".repeat(40) })),
    ],
    [
      "names with line breaks",
      Array.from({ length: 20 }, (_, index) => ({ ...write(index), text: `a\nb\r\nc\u2028d ${index}` })),
    ],
    ["1,000 rows", [{ commits: [MANY] }]],
    ["20 steps before 1,000 rows", [...Array.from({ length: 20 }, (_, index) => write(index)), { commits: [MANY] }]],
  ])("has at most 12 lines for %s, none of them too long, and says what it left out", (_, steps) => {
    const recording = createScript(...steps, PAID).record({ problems: ["One.", "Two."] });
    const text = describeRecording(recording, { pagePath: "/app/01.html" });
    const lines = text.split("\n");
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines.at(-1)).toBe("file:///app/01.html");
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(140);
    expect(text).toMatch(/… (?:\d+ earlier steps|and \d+ more rows)/);
    expect(text).toContain("✗");
  });

  const HOSTILE = `<img src=x onerror=alert(1)>&amp;\u{1b}[31m\0\u202E##[error]x`;

  test("lets no character of a value or a name do anything", () => {
    const script = createScript();
    const quoted = `"${HOSTILE.replaceAll("\0", "")}"`;
    script.step({ commits: [`CREATE TABLE ${quoted} (id INTEGER PRIMARY KEY, ${quoted})`] });
    script.database.prepare(`INSERT INTO ${quoted} VALUES (1, 'a')`).run();
    script.step({ text: `${HOSTILE}\n::error::x`, commits: ["SELECT 1"] });
    script.database.prepare("UPDATE log SET line = ?").run(HOSTILE);
    script.step({ ...PAID, text: HOSTILE, commits: ["SELECT 1"] });
    script.step({ commits: [`INSERT INTO log VALUES (char(0, 27, 10) || '::error::<b>##[error]')`], status: "failed" });
    const text = describeRecording(script.record({ problems: [`${HOSTILE}\n::error::y`] }));
    // oxlint-disable-next-line no-control-regex -- It looks for them.
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]|##\[|^\s*::/m);
    // A report that takes it for markup makes it harmless itself.
    expect(text).toContain("<img src=x");
  });
});

const MANY =
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO log SELECT 'line ' || i FROM n";

const scripts: Script[] = [];

afterEach(() => {
  for (const script of scripts.splice(0)) script[Symbol.dispose]();
});

function createScript(...steps: readonly ScriptedStep[]): Script {
  const script = new Script(SHOP);
  scripts.push(script);
  for (const step of steps) script.step(step);
  return script;
}

function record(...steps: readonly ScriptedStep[]): Recording {
  return createScript(...steps).record();
}

function write(index: number): ScriptedStep {
  return { keyword: "When", text: `line ${index} is written`, commits: [`INSERT INTO log VALUES ('line ${index}')`] };
}
