import { isDeepStrictEqual } from "node:util";
import Database from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";

import { readChanges } from "../../../src/evidence/recorder/changes/read-changes.js";
import type { Changes, Row } from "../../../src/evidence/recorder/changes/table-changes.js";
import type { RecordedValue, Recording, TableChange } from "../../../src/evidence/recorder/recording.js";
import { ofToday } from "../../../../../test/helpers/of-today.js";
import { Random } from "./helpers/random.js";
import { Script } from "./helpers/record-steps.js";

/** Each case is a database of so many steps; `PICKLEJAR_SEED` repeats one, and `PICKLEJAR_CASES` has the long test try more. */
const DAILY_CASES = 4;
const LONG_CASES = Number(process.env["PICKLEJAR_CASES"] ?? 34);
const STEPS = 6;

const TABLES = [
  { name: "by_id", sql: "CREATE TABLE by_id (id INTEGER PRIMARY KEY, a, b)", key: ["id"] },
  { name: "by_text", sql: "CREATE TABLE by_text (k TEXT PRIMARY KEY, a, b)", key: ["k"] },
  { name: "by_two", sql: "CREATE TABLE by_two (a INTEGER, k TEXT, b, PRIMARY KEY (k, a)) WITHOUT ROWID", key: ["k", "a"] },
  { name: "by_rowid", sql: "CREATE TABLE by_rowid (a, b)", key: [] },
  { name: "by_nothing", sql: "CREATE TABLE by_nothing (rowid, oid, _rowid_)", key: [] },
  { name: "texts", sql: "CREATE VIRTUAL TABLE texts USING fts5(body, title)", key: [] },
] as const;

const FIRST_SEED = Number(process.env["PICKLEJAR_SEED"] ?? 4711);
const SEEDS = Array.from({ length: DAILY_CASES + LONG_CASES }, (_, index) => FIRST_SEED + index);

describe("random changes", () => {
  test.each(SEEDS.slice(0, DAILY_CASES))(
    "give the rows after each step when they are applied to the contents: seed %i",
    (seed) => {
      expect(applyAll(seed)).toEqual([]);
    },
  );

  test.each(SEEDS.slice(0, DAILY_CASES))("are what a difference by hand says: seed %i", (seed) => {
    expect(compareAll(seed)).toEqual([]);
  });

  test.each(SEEDS.slice(0, DAILY_CASES))("were written last by the step that is named: seed %i", (seed) => {
    expect(findOtherWriters(seed)).toEqual([]);
  });

  test("hold for many more seeds", { tags: ["long"], timeout: 1_200_000 }, () => {
    const faults = ofToday(SEEDS.slice(DAILY_CASES), 3).flatMap((seed) => {
      const found = [...applyAll(seed), ...compareAll(seed), ...findOtherWriters(seed)];
      closeAll();
      return found.map((fault) => `seed ${seed}: ${fault}`);
    });
    expect(faults).toEqual([]);
  });
});

/** Applies commits, steps and the whole to what there was, and gives what is not as in the database then. */
function applyAll(seed: number): readonly string[] {
  const { script, dumps } = writeAtRandom(seed);
  const recording = script.record({
    limits: { rows: 1e6, contentRows: 1e6, totalBytes: 1e9, characters: 1e6, blobBytes: 1e6 },
  });
  const changed = TABLES.map(({ name }) => name).filter((name) => isChanged(recording, name));
  const start = new Map(changed.map((name): [string, string[]] => [name, rowsOf(recording, name)]));
  const faults = [...recording.problems, ...differences(start, dumps[0], changed, "the contents")];
  let rows = start;
  for (const [index, { changes, commits }] of recording.steps.entries()) {
    const byCommit = commits.reduce((before, commit) => apply(recording, commit.changes, before), rows);
    rows = apply(recording, changes, rows);
    faults.push(...differences(byCommit, dumps[index + 1], changed, `the commits of step ${index}`));
    faults.push(...differences(rows, dumps[index + 1], changed, `step ${index}`));
  }
  faults.push(...differences(apply(recording, recording.whole, start), dumps.at(-1), changed, "the whole"));
  const others = TABLES.map(({ name }) => name).filter((name) => !changed.includes(name));
  const quiet = others.filter((name) => dumps.some((each) => each.get(name)?.join() !== dumps[0]?.get(name)?.join()));
  return [...faults, ...quiet.map((name) => `${name} is said to be the same`)];
}

function differences(rows: Rows, expected: Dump | undefined, names: readonly string[], what: string): readonly string[] {
  return names
    .filter((name) => rows.get(name)?.toSorted().join("\n") !== expected?.get(name)?.join("\n"))
    .map((name) => `${name} is not as it was after ${what}`);
}

/** Compares each two states of a case: 28 differences. */
function compareAll(seed: number): readonly string[] {
  const { script } = writeAtRandom(seed);
  const states = script.openStates();
  const marks = states.moments.flatMap(({ mark }, position) => (mark === undefined ? [] : [position]));
  const plain = new Map(marks.map((moment) => [moment, plainRowsOf(script, moment)]));
  const pairs = marks.flatMap((from) => marks.filter((to) => to >= from).map((to) => ({ from, to })));
  try {
    return pairs.flatMap(({ from, to }) => {
      const found = withoutOrder(readChanges({ database: "default", configuration: undefined, states, from, to }, {}));
      const expected = withoutOrder(differByHand(plain.get(from), plain.get(to)));
      return isDeepStrictEqual(found, expected) ? [] : [`${from} to ${to}: ${toText([found, expected])}`];
    });
  } finally {
    states.close();
  }
}

/** Looks for the last commit that changed a row in all states. */
function findOtherWriters(seed: number): readonly string[] {
  const { script } = writeAtRandom(seed);
  const { whole, tables, lastWriters } = script.record();
  const plain = script.states.map((_, moment) => plainRowsOf(script, moment));
  const stepOf = script.states.map(
    (_, moment) => script.states.slice(0, moment).filter(({ mark }) => mark !== undefined).length - 1,
  );
  const named = whole.flatMap(({ table, rows }) => rows.map((row, index) => ({ table, row, index })));
  return named.flatMap(({ table, row, index }) => {
    const { name = "", columns = [], key = [] } = tables[table] ?? {};
    // Rows without a key have none by which they could be found here.
    if (key.length === 0) return [];
    const values = row.kind === "removed" ? row.before : row.after;
    const wanted = toText(Object.fromEntries(key.map((position) => [columns[position], keyValue(values[position] ?? null)])));
    const written = plain.map((rows) => rows.get(name)?.find(({ keyRow }) => toText(keyRow) === wanted)?.types);
    const last = written.findLastIndex((types, moment) => moment > 0 && !isDeepStrictEqual(types, written[moment - 1]));
    const writer = lastWriters.find((candidate) => candidate.table === table && candidate.row === index)?.step;
    return writer === stepOf[last] ? [] : [`${name} ${wanted}: step ${writer} instead of ${stepOf[last]}`];
  });
}

function keyValue(value: RecordedValue): unknown {
  return typeof value === "object" && value !== null && "integer" in value ? BigInt(value.integer) : value;
}

type Rows = ReadonlyMap<string, readonly string[]>;
type Dump = ReadonlyMap<string, readonly string[]>;

const scripts: Script[] = [];

afterEach(closeAll);

function closeAll(): void {
  for (const script of scripts.splice(0)) script[Symbol.dispose]();
}

function writeAtRandom(seed: number) {
  const random = new Random(seed);
  const script = new Script(
    `PRAGMA page_size = ${random.pick([512, 1024, 4096])}; PRAGMA auto_vacuum = ${random.pick([0, 0, 1])};
     ${TABLES.map(({ sql }) => `${sql};`).join("\n")} CREATE INDEX by_a ON by_id (a)`,
  );
  scripts.push(script);
  const start = Array.from({ length: random.below(300) }, () => statement(random)).join(";");
  script.restart(start);
  const dumps = [dump(script)];
  for (let step = 0; step < STEPS; step++) {
    const commits = Array.from(
      { length: random.below(4) },
      () =>
        `BEGIN; ${Array.from({ length: 1 + random.below(12) }, () => statement(random)).join(";")}; ${random.pick(["COMMIT", "COMMIT", "COMMIT", "ROLLBACK"])}`,
    );
    script.step({ commits: random.below(15) === 0 ? [...commits, "VACUUM"] : commits });
    dumps.push(dump(script));
  }
  return { script, dumps };
}

function statement(random: Random): string {
  const id = random.below(60);
  const value = (): string =>
    random.pick([
      "NULL",
      String(random.below(1000)),
      `${random.below(100)}.5`,
      `${random.below(100)}.0`,
      `'text ${random.below(1000)}'`,
      `printf('%.*c', ${random.below(3000)}, 'x') || ${random.below(10)}`,
      `CAST(zeroblob(${random.below(6000)}) || x'0${random.below(10)}' AS BLOB)`,
      `CAST(zeroblob(3000) || x'0${random.below(10)}' || zeroblob(3000) AS BLOB)`,
      "9007199254740993",
      "CAST(x'ff' AS TEXT)",
    ]);
  const big = random.pick([id, id, id * 1_000_003, -id, `${id}000000000000000`]);
  return random.pick([
    () => `INSERT OR REPLACE INTO by_id VALUES (${big}, ${value()}, ${value()})`,
    () => `INSERT OR REPLACE INTO by_id VALUES (${id}, ${value()}, ${value()})`,
    () => `UPDATE by_id SET a = ${value()} WHERE id % 7 = ${id % 7}`,
    () => `UPDATE by_id SET b = ${value()} WHERE id = ${id}`,
    () => `UPDATE OR IGNORE by_id SET id = id + 1 WHERE id = ${id}`,
    () => `DELETE FROM by_id WHERE id BETWEEN ${id} AND ${id + random.below(10)}`,
    () => `INSERT OR REPLACE INTO by_text VALUES ('k${id}', ${value()}, ${value()})`,
    () => `UPDATE by_text SET b = ${value()} WHERE k > 'k${id}'`,
    () => `DELETE FROM by_text WHERE k = 'k${id}'`,
    () => `INSERT OR REPLACE INTO by_two VALUES (${id % 5}, 'k${id % 9}', ${value()})`,
    () => `DELETE FROM by_two WHERE a = ${id % 5} AND k > 'k4'`,
    () => `INSERT INTO by_rowid VALUES (${value()}, ${value()})`,
    () => `DELETE FROM by_rowid WHERE rowid = ${id}`,
    () => `UPDATE by_rowid SET a = ${value()} WHERE rowid = ${id}`,
    () => `INSERT INTO by_nothing VALUES (${id % 4}, ${id % 2}, ${value()})`,
    () => `DELETE FROM by_nothing WHERE "rowid" = ${id % 4}`,
    () => `INSERT INTO texts VALUES ('body ${id}', 'title ${id % 3}')`,
    () => `DELETE FROM texts WHERE texts MATCH '"${id}"'`,
  ])();
}

/** Each row of each table, written so that types count. */
function dump({ database }: Script): Dump {
  const tables = TABLES.map(({ name }): [string, string[]] => {
    const cells = columnsOf(database, name).map(
      (column) =>
        `typeof("${column}") || ' ' || CASE typeof("${column}") WHEN 'integer' THEN "${column}" WHEN 'real' THEN printf('%.1f', "${column}") ELSE hex(CAST("${column}" AS BLOB)) END`,
    );
    const rows = database
      .prepare<[], string[]>(`SELECT ${cells.join(", ")} FROM ${name}`)
      .raw()
      .all();
    return [name, rows.map((row) => row.join()).toSorted()];
  });
  return new Map(tables);
}

function columnsOf(database: Script["database"], name: string): readonly string[] {
  return database.prepare<[string], string>("SELECT name FROM pragma_table_info(?)").pluck().all(name);
}

function isChanged({ tables, whole, steps }: Recording, name: string): boolean {
  const changes = [
    ...whole,
    ...steps.flatMap((step) => [...step.changes, ...step.commits.flatMap((commit) => commit.changes)]),
  ];
  return changes.some(({ table }) => tables[table]?.name === name);
}

function rowsOf(recording: Recording, name: string): string[] {
  const content = recording.contents.find(({ table }) => recording.tables[table]?.name === name);
  return content?.rows.map(write) ?? [];
}

/** @returns another map; a row that should be there and is not is left in as a fault */
function apply(recording: Recording, changes: readonly TableChange[], before: Rows): Map<string, string[]> {
  const rows = new Map([...before].map(([name, list]): [string, string[]] => [name, [...list]]));
  for (const change of changes) {
    const list = rows.get(recording.tables[change.table]?.name ?? "") ?? [];
    for (const row of change.rows) {
      if (row.kind === "added") continue;
      const index = list.indexOf(write(row.before));
      if (index === -1) list.push(`missing: ${write(row.before)}`);
      else list.splice(index, 1);
    }
    for (const row of change.rows) if (row.kind !== "removed") list.push(write(row.after));
  }
  return rows;
}

/** As {@link dump} does. */
function write(row: readonly RecordedValue[]): string {
  return row.map(writeValue).join();
}

function writeValue(value: RecordedValue): string {
  if (value === null) return "null ";
  if (typeof value === "string") return `text ${Buffer.from(value).toString("hex").toUpperCase()}`;
  if (typeof value === "number") return `integer ${value}`;
  if ("integer" in value) return `integer ${value.integer}`;
  if ("real" in value) return `real ${Number(value.real).toFixed(1)}`;
  if ("blob" in value) return `${value.isText === true ? "text" : "blob"} ${value.blob.toUpperCase()}`;
  throw new Error(`not whole: ${JSON.stringify(value)}`);
}

interface PlainRow {
  readonly key: string;
  readonly keyRow: Row;
  readonly row: Row;
  /** Type and bytes of each value. */
  readonly types: Row;
}
type PlainRows = ReadonlyMap<string, readonly PlainRow[]>;

/** Rows of a state with what tells them, asked of its file. */
function plainRowsOf({ states }: Script, moment: number): PlainRows {
  const database = new Database(states[moment]?.path ?? "", { readonly: true, fileMustExist: true });
  try {
    return new Map(TABLES.map(({ name, key }): [string, PlainRow[]] => [name, plainRows(database, name, key)]));
  } finally {
    database.close();
  }
}

function plainRows(database: Database.Database, name: string, key: readonly string[]): PlainRow[] {
  const columns = columnsOf(database, name);
  const rowid = key.length > 0 || name === "by_nothing" ? [] : ['rowid AS "#rowid"'];
  const types = columns.map((column) => `typeof("${column}") || hex(CAST("${column}" AS BLOB)) AS "type ${column}"`);
  const selected = [...columns.map((column) => `"${column}"`), ...types, ...rowid].join(", ");
  const rows = database.prepare<[], Record<string, Row[string]>>(`SELECT ${selected} FROM ${name}`).safeIntegers().all();
  return rows.map((all) => {
    const pick = (names: readonly string[], prefix = ""): Row =>
      Object.fromEntries(names.map((column) => [column, toPlain(all[`${prefix}${column}`] ?? null)]));
    const keyRow = key.length > 0 ? pick(key) : { rowid: toPlain(all["#rowid"] ?? null) };
    const typesRow = pick(columns, "type ");
    return { key: toText(name === "by_nothing" ? typesRow : keyRow), keyRow, row: pick(columns), types: typesRow };
  });
}

function toPlain(value: Row[string]): Row[string] {
  return typeof value === "bigint" && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
    ? Number(value)
    : value;
}

function differByHand(before: PlainRows | undefined, after: PlainRows | undefined): Changes {
  const changes: [string, object][] = [];
  for (const { name } of TABLES) {
    const old = [...(before?.get(name) ?? [])];
    const [added, changed]: [Row[], object[]] = [[], []];
    for (const { key, keyRow, row, types } of after?.get(name) ?? []) {
      const index = old.findIndex((candidate) => candidate.key === key);
      const [other] = index === -1 ? [] : old.splice(index, 1);
      if (other === undefined) {
        added.push(row);
        continue;
      }
      const differing = Object.keys(row).filter((column) => types[column] !== other.types[column]);
      if (differing.length === 0) continue;
      const pick = (from: Row): Row => Object.fromEntries(differing.map((column) => [column, from[column] ?? null]));
      changed.push({ key: keyRow, before: pick(other.row), after: pick(row) });
    }
    const removed = old.map(({ row }) => row);
    const kinds = Object.entries({ added, removed, changed }).filter(([, rows]) => rows.length > 0);
    if (kinds.length > 0) changes.push([name, Object.fromEntries(kinds)]);
  }
  return Object.fromEntries(changes);
}

function withoutOrder(changes: Changes): unknown {
  return Object.fromEntries(
    Object.entries(changes).map(([table, kinds]) => [
      table,
      Object.fromEntries(
        Object.entries(kinds as Record<string, readonly object[]>).map(([kind, rows]) => [kind, rows.map(toText).toSorted()]),
      ),
    ]),
  );
}

function toText(row: object): string {
  return JSON.stringify(row, (_, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value;
  });
}
