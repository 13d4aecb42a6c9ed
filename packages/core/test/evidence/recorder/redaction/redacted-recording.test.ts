import { afterEach, describe, expect, test } from "vitest";

import type { Redact } from "../../../../src/evidence/recorder/redaction/redact-option.js";
import type { Recording } from "../../../../src/evidence/recorder/recording.js";
import { Script } from "../helpers/record-steps.js";

describe("a recording", () => {
  test("has no secret in changes, contents and commits, and counts them", () => {
    const recording = record(undefined);
    expect(JSON.stringify(recording)).not.toMatch(/hunter2|swordfish|s3cr3t/);
    expect(recording.tables[0]).toMatchObject({ columns: ["id", "email", "password_hash"], redacted: [2] });
    // Contents: 2; the step: 1 before, 1 after, and 1 added; the same of the whole test.
    expect(recording.redactedValues).toBe(8);
  });

  test("shows which secrets are the same, and which are not", () => {
    const { contents, whole } = record(undefined);
    const [first, second] = contents[0]?.rows.map((row) => row[2]) ?? [];
    expect([first, second]).toEqual([
      { secret: true, nth: expect.any(Number) },
      { secret: true, nth: expect.any(Number) },
    ]);
    expect(first).not.toEqual(second);
    const [changed, added] = whole[0]?.rows ?? [];
    if (changed?.kind !== "changed" || added?.kind !== "added") throw new Error("a row was changed, and one added");
    expect(changed.columns).toEqual([2]);
    expect(changed.before[2]).toEqual(first);
    expect(changed.after[2]).not.toEqual(first);
    expect(added.after[2]).toEqual(second);
  });

  test("leaves NULL as it is", () => {
    const script = createScript();
    script.step({ commits: ["INSERT INTO users VALUES (9, 'x', NULL)"] });
    expect(script.record().whole[0]?.rows[0]).toMatchObject({ after: [9, "x", null] });
  });

  test.each<[what: string, redact: Redact, hidden: readonly string[], shown: readonly string[]]>([
    ["nothing with false", false, [], ["hunter2", "swordfish", "ann@example.org"]],
    ["columns that are named, on top", ["users.email"], ["hunter2", "ann@example.org"], []],
    ["what a function says, and nothing else", (_, column) => column === "email", ["ann@example.org"], ["hunter2"]],
  ])("hides %s", (_, redact, hidden, shown) => {
    const json = JSON.stringify(record(redact));
    for (const text of hidden) expect(json).not.toContain(text);
    for (const text of shown) expect(json).toContain(text);
  });

  test("hides what redact throws for, and says so", () => {
    const recording = record(() => {
      throw new Error("broken");
    });
    expect(recording.problems).toEqual(["redact threw, so all values of the columns that it threw for are redacted: broken."]);
    expect(JSON.stringify(recording)).not.toMatch(/hunter2|ann@example/);
  });

  test("matches rows by a key that is redacted", () => {
    const script = createScript(
      "CREATE TABLE sessions (token TEXT PRIMARY KEY, at); INSERT INTO sessions VALUES ('hunter2', 1)",
    );
    script.step({ commits: ["UPDATE sessions SET at = 2"] });
    expect(script.record().whole).toMatchObject([{ changed: 1, rows: [{ columns: [1] }] }]);
  });
});

const scripts: Script[] = [];

afterEach(() => {
  for (const script of scripts.splice(0)) script[Symbol.dispose]();
});

function createScript(sql = USERS): Script {
  const script = new Script(sql);
  scripts.push(script);
  return script;
}

const USERS = `CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, password_hash TEXT);
  INSERT INTO users VALUES (1, 'ann@example.org', 'hunter2'), (2, 'bob@example.org', 'swordfish')`;

function record(redact: Redact | undefined): Recording {
  const script = createScript();
  script.step({
    commits: [
      "UPDATE users SET password_hash = 's3cr3t' WHERE id = 1; INSERT INTO users VALUES (3, 'c@example.org', 'swordfish')",
    ],
  });
  return script.record({ redact });
}
