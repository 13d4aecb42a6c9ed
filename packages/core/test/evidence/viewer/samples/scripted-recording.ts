import type {
  LastWriter,
  RecordedCommit,
  RecordedStatement,
  RecordedStep,
  RecordedTable,
  RecordedValue,
  Recording,
  RowChange,
  TableChange,
} from "../../../../src/evidence/recorder/recording.js";

type Row = readonly RecordedValue[];
type Rows = ReadonlyMap<string, Row>;
type Tables = ReadonlyMap<string, Rows>;

export interface ScriptedStep extends Partial<Omit<RecordedStep, "commits" | "changes" | "sql">> {
  readonly name: string;
  /** Each writes to the tables, and commits. */
  readonly commits?: readonly ((tables: ScriptedTables) => void)[];
  readonly sql?: readonly (string | RecordedStatement)[];
}

/** Tables in memory, in which each row has its key as its first value. */
export class ScriptedTables {
  readonly #tables: Map<string, Map<string, Row>>;

  constructor(tables: Tables) {
    this.#tables = new Map([...tables].map(([name, rows]) => [name, new Map(rows)]));
  }

  get state(): Tables {
    return this.#tables;
  }

  put(table: string, ...rows: readonly Row[]): void {
    const known = this.#tables.get(table) ?? new Map<string, Row>();
    this.#tables.set(table, known);
    for (const row of rows) known.set(JSON.stringify(row[0]), row);
  }

  set(table: string, key: RecordedValue, change: Readonly<Record<number, RecordedValue>>): void {
    const rows = this.#tables.get(table);
    const row = rows?.get(JSON.stringify(key));
    if (row !== undefined)
      rows?.set(
        JSON.stringify(key),
        row.map((value, position) => change[position] ?? value),
      );
  }

  remove(table: string, ...keys: readonly RecordedValue[]): void {
    for (const key of keys) this.#tables.get(table)?.delete(JSON.stringify(key));
  }
}

/** A recording of steps that write to tables in memory: its changes, its contents and its writers agree with each other. */
export function scriptRecording(
  tables: readonly RecordedTable[],
  start: (tables: ScriptedTables) => void,
  steps: readonly ScriptedStep[],
  more: Partial<Recording> = {},
): Recording {
  const beginning = new ScriptedTables(new Map());
  start(beginning);
  let state: Tables = new ScriptedTables(beginning.state).state;
  const initial = state;
  const recorded = steps.map((step): RecordedStep => {
    const [before, commits] = [state, [] as RecordedCommit[]];
    for (const write of step.commits ?? []) {
      const next = new ScriptedTables(state);
      write(next);
      commits.push({ changes: compare(tables, state, next.state) });
      state = next.state;
    }
    return describe(step, commits, compare(tables, before, state));
  });
  const whole = compare(tables, initial, state);
  const changed = new Set(recorded.flatMap(({ changes }) => changes.map(({ table }) => table)));
  return {
    version: 1,
    test: {
      name: "Ann pays an order",
      file: "features/orders.feature",
      line: 14,
      suite: ["Orders"],
      attempt: 1,
      kind: "scenario",
      status: "failed",
      durationMs: 38,
    },
    database: "main",
    otherDatabases: [],
    strategy: "overlay",
    detail: "steps",
    tables,
    steps: recorded,
    whole,
    lastWriters: findWriters(tables, whole, recorded),
    contents: tables.flatMap((table, index) => {
      const rows = [...(initial.get(table.name)?.values() ?? [])];
      return changed.has(index) && initial.has(table.name) ? [{ table: index, rows, total: rows.length }] : [];
    }),
    redactedValues: 0,
    problems: [],
    retainedPath: "/home/ann/shop/.picklejar/failed/2026-11-30-0930-4f2a/01-Orders-Ann-pays-an-order-L14.db",
    number: 1,
    recordedAt: "2026-11-30T09:30:12.000Z",
    ...more,
  };
}

function describe(
  { name, sql, ...step }: ScriptedStep,
  commits: readonly RecordedCommit[],
  changes: readonly TableChange[],
): RecordedStep {
  const [, keyword, text] = /^(Given|When|Then|And|But|\*) (.*)$/s.exec(name) ?? ["", "", name];
  return {
    keyword: keyword ?? "",
    text: text ?? "",
    section: "scenario",
    status: "passed",
    notes: [],
    ...(sql && { sql: sql.map((statement) => (typeof statement === "string" ? { sql: statement, count: 1 } : statement)) }),
    ...step,
    commits,
    changes,
  };
}

function compare(tables: readonly RecordedTable[], before: Tables, after: Tables): readonly TableChange[] {
  return tables.flatMap((table, index): readonly TableChange[] => {
    const [was, is] = [before.get(table.name), after.get(table.name)];
    if (was === is) return [];
    const rows = compareRows(was ?? new Map<string, Row>(), is ?? new Map<string, Row>());
    if (rows.length === 0) return [];
    const tally = (kind: RowChange["kind"]): number => rows.filter((row) => row.kind === kind).length;
    return [{ table: index, added: tally("added"), changed: tally("changed"), removed: tally("removed"), rows }];
  });
}

function compareRows(was: Rows, is: Rows): readonly RowChange[] {
  const removed = [...was].filter(([key]) => !is.has(key)).map(([, before]): RowChange => ({ kind: "removed", before }));
  const rest = [...is].flatMap(([key, after]): readonly RowChange[] => {
    const before = was.get(key);
    if (before === undefined) return [{ kind: "added", after }];
    if (before === after) return [];
    const columns = after.flatMap((value, position) =>
      JSON.stringify(value) === JSON.stringify(before[position]) ? [] : [position],
    );
    return columns.length === 0 ? [] : [{ kind: "changed", before, after, columns }];
  });
  return [...removed, ...rest];
}

function findWriters(
  tables: readonly RecordedTable[],
  whole: readonly TableChange[],
  steps: readonly RecordedStep[],
): readonly LastWriter[] {
  const writers = new Map<string, number>();
  for (const [step, { changes }] of steps.entries()) {
    for (const { table, rows } of changes) for (const row of rows) writers.set(keyOf(tables, table, row), step);
  }
  return whole.flatMap(({ table, rows }) =>
    rows.flatMap((row, position) => {
      const step = writers.get(keyOf(tables, table, row));
      return step === undefined ? [] : [{ table, row: position, step }];
    }),
  );
}

function keyOf(tables: readonly RecordedTable[], table: number, row: RowChange): string {
  return `${tables[table]?.name} ${JSON.stringify((row.kind === "removed" ? row.before : row.after)[0])}`;
}
