import type {
  LastWriter,
  RecordedCommit,
  RecordedStatement,
  RecordedStep,
  RecordedTable,
  Recording,
  RowChange,
  TableChange,
} from "../../../../src/evidence/recorder/recording.js";
import { ScriptedTables } from "./scripted-tables.js";

export interface ScriptedStep extends Partial<Omit<RecordedStep, "commits" | "changes" | "sql">> {
  readonly name: string;
  /** Each writes to the tables, and commits. */
  readonly commits?: readonly ((tables: ScriptedTables) => void)[];
  readonly sql?: readonly (string | RecordedStatement)[];
}

/** A recording of steps that write to tables in memory: its changes, its contents and its writers agree with each other. */
export function scriptRecording(
  tables: readonly RecordedTable[],
  start: (tables: ScriptedTables) => void,
  steps: readonly ScriptedStep[],
  more: Partial<Recording> = {},
): Recording {
  const state = new ScriptedTables();
  start(state);
  const initial = new Map(tables.map(({ name }) => [name, state.rowsOf(name)]));
  const whole = state.note();
  const recorded = steps.map((step): RecordedStep => {
    const changes = state.note();
    const commits = (step.commits ?? []).map((write): RecordedCommit => {
      const commit = state.note();
      write(state);
      return { changes: state.compare(commit, tables) };
    });
    return describe(step, commits, state.compare(changes, tables));
  });
  const differences = state.compare(whole, tables);
  const changed = new Set(recorded.flatMap((step) => step.changes.map(({ table }) => table)));
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
    whole: differences,
    lastWriters: findWriters(tables, differences, recorded),
    contents: tables.flatMap((table, index) => {
      const rows = initial.get(table.name);
      return changed.has(index) && rows !== undefined ? [{ table: index, rows, total: rows.length }] : [];
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
