import { afterEach, describe, expect, test } from "vitest";

import { describeSteps } from "../../../../src/evidence/recorder/text/describe-steps.js";
import { Script } from "../helpers/record-steps.js";

describe("describeSteps", () => {
  test("tells by step which rows changed, with SQL, notes and the error", () => {
    const script = createScript("CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, status, token)");
    script.step({
      keyword: "Given",
      text: "orders",
      commits: ["INSERT INTO orders (status, token) VALUES ('open', 'a'), ('open', 'b')"],
    });
    script.step({
      text: "Ann pays",
      commits: [
        "UPDATE orders SET status = 'paid' WHERE id = 1",
        "DELETE FROM orders WHERE id = 2; CREATE INDEX by_status ON orders (status)",
      ],
      sql: [{ sql: "UPDATE orders SET status = ? WHERE id = ?", count: 2 }],
    });
    script.step({ keyword: "Then", text: "it is sent", status: "failed", error: "Error: no\n    at here" });
    const { end: _, ...last } = { ...script.steps[0], keyword: "And", text: "more", status: "skipped" as const };
    const recording = script.record({
      steps: [...script.steps, { ...last, section: "scenario", keyword: "And", text: "more", status: "skipped" }],
    });
    expect(describeSteps(recording)).toBe(`  1 ✓ Given orders
      orders +2
        + id=1: added, status='open', token=•••
        + id=2: added, status='open', token=•••
  2 ✓ When Ann pays (2 commits)
      orders ~1 -1
        ~ id=1: status 'open' → 'paid'
        - id=2: removed, status='open', token=•••
      sql UPDATE orders SET status = ? WHERE id = ? (2 times)
      Created index by_status.
  3 ✗ Then it is sent
      Error: no
          at here
  4 ○ And more (skipped)

9 values of columns that look like secrets are shown as •••.

Not shown: sqlite_sequence.`);
  });

  test("shows 10 rows of a table, and counts the rest", () => {
    const script = createScript("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    script.step({
      commits: [
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO t SELECT i FROM n",
      ],
    });
    const lines = describeSteps(script.record()).split("\n");
    expect(lines).toHaveLength(14);
    expect(lines.slice(-2)).toEqual(["        … and 1990 more", "        1000 of 2000 rows are recorded."]);
  });

  test("lets no character of a value do anything", () => {
    const script = createScript("CREATE TABLE t (v)");
    script.step({
      text: "\u{1b}[31m ##[error]\n::error::x",
      commits: ["INSERT INTO t VALUES (char(27, 0, 10) || '::error::##[error]')"],
      error: "\u{1b}[31mred\n::error::x\n##[error]y",
      status: "failed",
    });
    // oxlint-disable-next-line no-control-regex -- It looks for them.
    expect(describeSteps(script.record())).not.toMatch(/[\u0000-\u0009\u000B-\u001F]|##\[|^\s*::/m);
  });
});

const scripts: Script[] = [];

afterEach(() => {
  for (const script of scripts.splice(0)) script[Symbol.dispose]();
});

function createScript(sql: string): Script {
  const script = new Script(sql);
  scripts.push(script);
  return script;
}
