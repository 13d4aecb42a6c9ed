import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";

import type { RecordedTable, Recording, TableChange } from "../../../src/evidence/recorder/recording.js";
import { Script } from "./helpers/record-steps.js";

const SHOP = `CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT, total REAL);
  CREATE TABLE audit_log (at TEXT, what TEXT); CREATE TABLE quiet (id INTEGER PRIMARY KEY, v);
  INSERT INTO quiet VALUES (1, 'still')`;

describe("buildRecording", () => {
  test("says what each step changed, what the whole test changed, and who wrote each row last", () => {
    const recording = shop(
      { keyword: "Given", text: "a shop", commits: ["INSERT INTO orders VALUES (1, 'open', 12.5), (2, 'open', 3)"] },
      { text: "Ann pays", commits: ["UPDATE orders SET status = 'paid' WHERE id = 1"] },
      { keyword: "Then", text: "order 1 is sent", status: "failed" },
    ).record();
    expect(recording.problems).toEqual([]);
    expect(recording.tables).toEqual([{ name: "orders", columns: ["id", "status", "total"], key: [0], redacted: [] }]);
    expect(recording.steps.map(({ changes }) => changes)).toEqual([
      [
        {
          table: 0,
          added: 2,
          changed: 0,
          removed: 0,
          rows: [
            { kind: "added", after: [1, "open", { real: 12.5 }] },
            { kind: "added", after: [2, "open", { real: 3 }] },
          ],
        },
      ],
      [
        {
          table: 0,
          added: 0,
          changed: 1,
          removed: 0,
          rows: [{ kind: "changed", before: [1, "open", { real: 12.5 }], after: [1, "paid", { real: 12.5 }], columns: [1] }],
        },
      ],
      [],
    ]);
    expect(counts(recording.whole)).toEqual(["+2 ~0 -0"]);
    expect(recording.lastWriters).toEqual([
      { table: 0, row: 0, step: 1 },
      { table: 0, row: 1, step: 0 },
    ]);
    expect(recording.contents).toEqual([{ table: 0, rows: [], total: 0 }]);
  });

  test("tells each commit of a step, and their sum", () => {
    const { steps } = shop({
      commits: [
        "INSERT INTO orders VALUES (1, 'open', 1)",
        "UPDATE orders SET status = 'paid'",
        "INSERT INTO orders VALUES (2, 'open', 1); DELETE FROM orders WHERE id = 2",
        "INSERT INTO audit_log VALUES ('now', 'paid')",
      ],
    }).record();
    expect(steps[0]?.commits.map(({ changes }) => counts(changes))).toEqual([["+1 ~0 -0"], ["+0 ~1 -0"], ["+1 ~0 -0"]]);
    expect(counts(steps[0]?.changes)).toEqual(["+1 ~0 -0", "+1 ~0 -0"]);
  });

  test("leaves out what a step changed and changed back, and tells it by commit", () => {
    const recording = shop(
      { commits: ["INSERT INTO orders VALUES (1, 'open', 1)"] },
      { commits: ["UPDATE orders SET status = 'paid'", "UPDATE orders SET status = 'open'"] },
    ).record();
    expect(recording.steps[1]).toMatchObject({
      changes: [],
      commits: [{ changes: [{ changed: 1 }] }, { changes: [{ changed: 1 }] }],
    });
    expect(recording.lastWriters).toEqual([{ table: 0, row: 0, step: 1 }]);
  });

  test("ends the whole test with its failing step, and tells what steps after it changed by step", () => {
    const recording = shop(
      { commits: ["INSERT INTO orders VALUES (1, 'open', 1)"], status: "failed" },
      { section: "hook", commits: ["DELETE FROM orders"] },
    ).record();
    expect(counts(recording.whole)).toEqual(["+1 ~0 -0"]);
    expect(recording.lastWriters).toEqual([{ table: 0, row: 0, step: 0 }]);
    expect(counts(recording.steps[1]?.changes)).toEqual(["+0 ~0 -1"]);
  });

  test.each<[what: string, sql: string, expected: readonly object[]]>([
    [
      "a table that is created, with its rows",
      "CREATE TABLE extra (v); INSERT INTO extra VALUES (1)",
      [{ name: "extra", schema: "created", added: 1 }],
    ],
    ["a table that is created empty", "CREATE TABLE extra (v)", [{ name: "extra", schema: "created", added: 0 }]],
    ["a table that is dropped, with its rows", "DROP TABLE quiet", [{ name: "quiet", schema: "dropped", removed: 1 }]],
    [
      "a column that is added, which changes no row",
      "ALTER TABLE quiet ADD COLUMN more DEFAULT 7",
      [{ name: "quiet", schema: "altered", columns: ["id", "v", "more"], defaults: [null, null, 7], changed: 0 }],
    ],
    [
      "a row that got another value in a column that was added",
      "ALTER TABLE quiet ADD COLUMN more DEFAULT 7; UPDATE quiet SET more = 8",
      [{ name: "quiet", schema: "altered", changed: 1, rows: [{ before: [1, "still", 7], after: [1, "still", 8] }] }],
    ],
    [
      "a column that is dropped",
      "ALTER TABLE quiet DROP COLUMN v",
      [{ name: "quiet", schema: "altered", columns: ["id"], changed: 0 }],
    ],
    [
      "a table that is renamed, as one that goes and one that comes",
      "ALTER TABLE quiet RENAME TO silent",
      [
        { name: "quiet", schema: "dropped", removed: 1, note: "Renamed to silent." },
        { name: "silent", schema: "created", added: 1, note: "Renamed from quiet." },
      ],
    ],
    [
      "a table that goes and comes back with another row",
      "DROP TABLE quiet; CREATE TABLE quiet (id INTEGER PRIMARY KEY, v); INSERT INTO quiet VALUES (2, 'b')",
      [{ name: "quiet", added: 1, removed: 1 }],
    ],
    [
      "a table that goes and comes back otherwise",
      "DROP TABLE quiet; CREATE TABLE quiet (id INTEGER PRIMARY KEY, w); INSERT INTO quiet VALUES (1, 'b')",
      [{ name: "quiet", schema: "altered", changed: 1, rows: [{ before: [1, null], after: [1, "b"] }] }],
    ],
    ["nothing of a table that is only vacuumed", "VACUUM", []],
    ["nothing of a table that only got an index", "CREATE INDEX by_v ON quiet (v)", []],
  ])("tells %s", (_, sql, expected) => {
    const recording = shop({ commits: [sql] }).record();
    expect(recording.problems).toEqual([]);
    expect(describeChanges(recording, recording.steps[0]?.changes)).toMatchObject(expected);
    expect(describeChanges(recording, recording.whole)).toMatchObject(expected);
    expect(recording.whole).toHaveLength(expected.length);
  });

  test("keeps a table apart from what it was before it was altered", () => {
    const recording = shop(
      { commits: ["UPDATE quiet SET v = 'a'"] },
      { commits: ["ALTER TABLE quiet ADD COLUMN w"] },
      { commits: ["UPDATE quiet SET w = 'b'"] },
    ).record();
    expect(recording.tables.map(({ columns }) => columns.join())).toContain("id,v");
    expect(recording.steps.map(({ changes }) => describeChanges(recording, changes)[0]?.columns)).toEqual([
      ["id", "v"],
      ["id", "v", "w"],
      ["id", "v", "w"],
    ]);
    expect(recording.lastWriters).toMatchObject([{ step: 2 }]);
  });

  test("notes indexes, views and triggers that came and went", () => {
    const { steps } = shop(
      { commits: ["CREATE INDEX by_v ON quiet (v); CREATE VIEW w AS SELECT 1"] },
      { commits: ["DROP INDEX by_v"] },
    ).record();
    expect(steps.map(({ notes }) => notes)).toEqual([["Created index by_v.", "Created view w."], ["Dropped index by_v."]]);
  });

  test("counts all rows of a table of which not all are recorded, and says so", () => {
    const recording = shop({ commits: [manyRows(50_000)] }).record();
    expect(recording.whole).toMatchObject([{ added: 50_000, note: "1000 of 50000 rows are recorded." }]);
    expect(recording.whole[0]?.rows).toHaveLength(1000);
    expect(recording.lastWriters).toHaveLength(1000);
  });

  test("says which changes it has no room for", () => {
    const recording = shop({ commits: [`${manyRows(500)}; UPDATE orders SET status = hex(zeroblob(1000))`] }).record({
      limits: { totalBytes: 100_000 },
    });
    expect(JSON.stringify(recording).length).toBeLessThan(120_000);
    expect(recording.whole[0]?.note).toMatch(/^\d+ of 500 rows are recorded\.$/);
  });

  test("says that it ran out of time, and what that left out", () => {
    const recording = shop({ commits: [manyRows(10)] }, { commits: ["DELETE FROM orders"] }).record({ limits: { timeMs: 0 } });
    expect(recording.problems).toEqual(["Not everything was compared: a recording may take 0 ms."]);
    expect(recording.steps[1]?.notes).toEqual(["What it changed was not compared, since there was no time left."]);
  });

  test("names no last writer where a later step was not compared", () => {
    const script = shop({ commits: [manyRows(10)] }, { commits: ["UPDATE orders SET total = 0"] });
    const broken = script.openStates();
    const changedPages = broken.changedPages.bind(broken);
    broken.changedPages = (from, to) => {
      if (from === 1) throw new Error("disk I/O error");
      return changedPages(from, to);
    };
    const recording = script.record({ states: broken });
    expect(recording.lastWriters).toEqual([]);
    expect(recording.problems).toEqual(['What "When step 2" changed could not be read: disk I/O error.']);
    expect(counts(recording.steps[0]?.changes)).toEqual(["+10 ~0 -0"]);
  });

  test("cuts long texts and blobs, and says how long they are", () => {
    const { steps } = shop({
      commits: ["INSERT INTO quiet VALUES (2, printf('%.*c', 9000, 'x')), (3, zeroblob(9000))"],
    }).record({
      limits: { characters: 5, blobBytes: 2 },
    });
    expect(steps[0]?.changes[0]?.rows).toEqual([
      { kind: "added", after: [2, { text: "xxxxx", characters: 9000 }] },
      { kind: "added", after: [3, { blob: "0000", bytes: 9000 }] },
    ]);
  });

  test.each<[sql: string, value: unknown]>([
    ["NULL", null],
    ["''", ""],
    ["'1'", "1"],
    ["1", 1],
    ["9007199254740991", 9_007_199_254_740_991],
    ["9007199254740992", { integer: "9007199254740992" }],
    ["-9223372036854775808", { integer: "-9223372036854775808" }],
    ["1.0", { real: 1 }],
    ["-0.0", { real: "-0" }],
    ["9e999", { real: "Infinity" }],
    ["-9e999", { real: "-Infinity" }],
    ["x''", { blob: "", bytes: 0 }],
    ["CAST(x'ff61' AS TEXT)", { blob: "ff61", bytes: 2, isText: true }],
    ["char(0xfffd)", "\u{fffd}"],
    ["char(0, 27, 10)", "\0\u{1b}\n"],
    ["'</script>'", "</script>"],
  ])("writes %s as JSON keeps it", (sql, value) => {
    const recording = shop({ commits: [`INSERT INTO quiet VALUES (2, ${sql})`] }).record();
    expect(JSON.parse(JSON.stringify(recording.whole[0]?.rows))).toEqual([{ kind: "added", after: [2, value] }]);
  });

  test("finds a change on a page onto which only a long row overflows", () => {
    const script = new Script(
      "CREATE TABLE files (id INTEGER PRIMARY KEY, content); CREATE TABLE other (id INTEGER PRIMARY KEY, content)",
    );
    scripts.push(script);
    script.step({
      commits: ["INSERT INTO files VALUES (1, zeroblob(100000)), (2, zeroblob(100000)); INSERT INTO other SELECT * FROM files"],
    });
    const rowid = script.database.prepare("SELECT rowid FROM files WHERE id = 2").pluck().get() as number;
    expect(rowid).toBe(2);
    script.step({
      commits: ["UPDATE files SET content = CAST(zeroblob(60000) || x'01' || zeroblob(39999) AS BLOB) WHERE id = 2"],
    });
    const states = script.openStates();
    // Only pages with parts of the blob, and the first one with the change counter.
    expect(states.changedPages(1, 2).length).toBeLessThanOrEqual(2);
    const recording = script.record();
    expect(describeChanges(recording, recording.steps[1]?.changes)).toMatchObject([
      { name: "files", changed: 1, rows: [{ kind: "changed", columns: [1] }] },
    ]);
  });

  test("finds rows that went with all of their pages", () => {
    const script = shop({ commits: [manyRows(5000)] });
    const sizes = script.database
      .prepare<[], number>("SELECT ncell FROM dbstat WHERE name = 'orders' AND pagetype = 'leaf' ORDER BY path")
      .pluck()
      .all();
    const [first, count] = [sizes.slice(0, 3), sizes.slice(3, 6)].map((each) => each.reduce((sum, size) => sum + size, 0));
    script.step({ commits: [`DELETE FROM orders WHERE id > ${first} AND id <= ${(first ?? 0) + (count ?? 0)}`] });
    expect(counts(script.record().steps[1]?.changes)).toEqual([`+0 ~0 -${count}`]);
  });

  test("takes what was committed between two steps for the second one's, and says so", () => {
    const script = shop({ commits: ["INSERT INTO orders VALUES (1, 'open', 1)"] });
    script.step({ commits: ["INSERT INTO orders VALUES (2, 'open', 1)"] });
    script.step({ commits: ["INSERT INTO orders VALUES (3, 'open', 1)"] });
    const [first, between, second] = script.steps;
    if (first === undefined || between === undefined || second === undefined) throw new Error("there are three steps");
    const recording = script.record({ steps: [first, { ...second, begin: between.end }] });
    expect(counts(recording.steps[1]?.changes)).toEqual(["+2 ~0 -0"]);
    expect(recording.steps[1]?.notes).toEqual(["Includes what was committed between the step before it and this one."]);
  });

  test("adds what a step changed whose end is not known to the next one, and says so", () => {
    const script = shop(
      { commits: ["INSERT INTO orders VALUES (1, 'open', 1)"] },
      { commits: ["INSERT INTO orders VALUES (2, 'open', 1)"] },
    );
    const [first, second] = script.steps;
    if (first?.end === undefined || second === undefined) throw new Error("there are two steps");
    const lost = { ...first, end: { ...first.end, problem: "more than 64 MB were written" } };
    const recording = script.record({ steps: [lost, second] });
    expect(recording.steps[0]).toMatchObject({
      changes: [],
      notes: ["What it changed is not known by itself: more than 64 MB were written."],
    });
    expect(counts(recording.steps[1]?.changes)).toEqual(["+2 ~0 -0"]);
    expect(recording.steps[1]?.notes).toEqual([
      "Includes what steps before it changed, as it is not known in which state they left the database.",
    ]);
  });

  test("says that a transaction was open at the end of a step", () => {
    const script = shop({ commits: ["INSERT INTO orders VALUES (1, 'open', 1)"] });
    const [step] = script.steps;
    if (step?.end === undefined) throw new Error("there is a step");
    const recording = script.record({ steps: [{ ...step, end: { ...step.end, hasOpenTransaction: true } }] });
    expect(recording.steps[0]?.notes).toEqual([
      "A transaction was open at its end. What that wrote appears in the step that commits it.",
    ]);
  });

  test("compares only the beginning and the end where steps were not recorded", () => {
    const recording = shop(
      { commits: ["INSERT INTO orders VALUES (1, 'open', 1)"] },
      { commits: ["UPDATE orders SET status = 'paid'"], status: "failed" },
      { section: "hook", commits: ["DELETE FROM orders"] },
    ).record({ detail: "scenario", reason: "the database has 40 MB" });
    expect(recording).toMatchObject({ detail: "scenario", reason: "the database has 40 MB", lastWriters: [] });
    expect(recording.steps.flatMap(({ changes }) => changes)).toEqual([]);
    expect(counts(recording.whole)).toEqual(["+1 ~0 -0"]);
  });

  test("compares virtual tables by their rows, and not the tables behind them", () => {
    const script = new Script(
      "CREATE VIRTUAL TABLE texts USING fts5(body); INSERT INTO texts VALUES ('one'); CREATE TABLE t (v)",
    );
    scripts.push(script);
    script.step({ commits: ["INSERT INTO texts VALUES ('two')"] });
    script.step({ commits: ["INSERT INTO t VALUES (1)"] });
    const recording = script.record();
    expect(recording.steps.map(({ changes }) => describeChanges(recording, changes))).toMatchObject([
      [{ name: "texts", added: 1, rows: [{ kind: "added", after: ["two"] }] }],
      [{ name: "t", added: 1 }],
    ]);
  });

  test("says of a full-text table that keeps no texts that it was not compared", () => {
    const script = new Script("CREATE VIRTUAL TABLE texts USING fts5(body, content = '')");
    scripts.push(script);
    script.step({ commits: ["INSERT INTO texts (rowid, body) VALUES (1, 'two')"] });
    expect(script.record().whole).toMatchObject([{ added: 1 }]);
    script.step({
      commits: [
        "INSERT INTO texts (texts, rowid, body) VALUES ('delete', 1, 'two'); INSERT INTO texts (rowid, body) VALUES (1, 'three')",
      ],
    });
    expect(script.record().steps[1]?.changes).toMatchObject([
      { added: 0, note: "Not compared, since it keeps an index and no texts, and the index is not the same." },
    ]);
  });

  test.each<[what: string, path: string, content: Buffer | "half" | undefined, problem: RegExp]>([
    ["gone", "gone.db", undefined, /ENOENT/],
    ["empty", "empty.db", Buffer.alloc(0), /not a database/],
    ["cut", "cut.db", "half", /malformed/],
    ["garbage, as an encrypted one is", "garbage.db", Buffer.alloc(8192, "garbage"), /not a database/],
  ])("says that a state is %s, and throws nothing", (_, name, content, problem) => {
    const script = shop({ commits: ["INSERT INTO orders VALUES (1, 'open', 1)"], status: "failed" });
    const path = script.states[1]?.path ?? name;
    if (content === undefined) rmSync(path);
    else if (content === "half") truncateSync(path, 8192);
    else writeFileSync(path, content);
    const recording = script.record();
    expect(recording.problems.join("\n")).toMatch(problem);
    expect(recording.whole).toEqual([]);
    expect(recording.steps).toMatchObject([{ status: "failed", changes: [] }]);
  });

  test("says of a damaged table that it could not be read, and records the others", () => {
    const script = shop({ commits: [manyRows(5000)] }, { commits: ["UPDATE quiet SET v = 'a'; UPDATE orders SET total = 2"] });
    const root = script.database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'orders'").pluck().get() as number;
    const path = script.states[2]?.path ?? "";
    writeFileSync(path, readFileSync(path).fill(0, (root - 1) * 4096, root * 4096));
    const recording = script.record();
    const [orders, quiet] = describeChanges(recording, recording.steps[1]?.changes);
    expect(orders).toMatchObject({ name: "orders", note: "Not compared: database disk image is malformed." });
    expect(quiet).toMatchObject({ name: "quiet", changed: 1 });
    expect(recording.lastWriters).toMatchObject([{ table: quiet?.table, step: 1 }]);
  });

  test("reads no database that is larger than the limit, and says so", () => {
    const recording = shop({ commits: [manyRows(10)] }).record({ sizeBytes: 2 ** 31 });
    expect(recording.whole).toEqual([]);
    expect(recording.problems).toEqual(["The database has 2048 MB, and its changes are recorded up to 1024 MB."]);
  });

  test("records steps without states, with the problem that it is given", () => {
    const recording = shop({ commits: [manyRows(10)] }).record({ states: undefined, problems: ["There is no database."] });
    expect(recording).toMatchObject({ whole: [], contents: [], problems: ["There is no database."] });
    expect(recording.steps).toHaveLength(1);
  });

  test("takes tables and columns by whatever names they have", () => {
    const name = `a "b" <c> constructor`;
    const quoted = `"${name.replaceAll('"', '""')}"`;
    const script = new Script(
      `CREATE TABLE ${quoted} (${quoted} TEXT PRIMARY KEY, "__proto__"); CREATE TABLE "constructor" (v)`,
    );
    scripts.push(script);
    script.step({ commits: [`INSERT INTO ${quoted} VALUES ('k', 1); INSERT INTO "constructor" VALUES (1)`] });
    const recording = script.record();
    expect(recording.tables).toMatchObject([{ name, columns: [name, "__proto__"], key: [0] }, { name: "constructor" }]);
  });
});

const scripts: Script[] = [];

afterEach(() => {
  for (const script of scripts.splice(0)) script[Symbol.dispose]();
});

function shop(...steps: readonly Parameters<Script["step"]>[0][]): Script {
  const script = new Script(SHOP);
  scripts.push(script);
  for (const step of steps) script.step(step);
  return script;
}

function manyRows(count: number): string {
  return `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) INSERT INTO orders SELECT i, 'open', 1 FROM n`;
}

function counts(changes: readonly TableChange[] = []): readonly string[] {
  return changes.map(({ added, changed, removed }) => `+${added} ~${changed} -${removed}`);
}

function describeChanges(recording: Recording, changes: readonly TableChange[] = []): readonly (RecordedTable & TableChange)[] {
  return changes
    .map((change) => ({ ...(recording.tables[change.table] as RecordedTable), ...change }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}
