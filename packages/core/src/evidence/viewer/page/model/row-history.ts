import type { RecordedTable, RecordedValue, Recording, RowChange, TableChange } from "../../../recorder/recording.js";

export type Row = readonly RecordedValue[];

/** A row with the table whose columns it has: a table whose columns changed is there several times. */
export interface PlacedRow {
  readonly table: RecordedTable;
  readonly row: Row;
}

export interface RowEvent {
  /** Position of the step. */
  readonly step: number;
  readonly kind: RowChange["kind"];
  readonly before?: PlacedRow;
  readonly after?: PlacedRow;
  /** Names of the columns that differ, of a changed row. */
  readonly columns: readonly string[];
}

/** One row over all steps. */
export interface RowLife {
  readonly table: string;
  /** Position among the lives of its table. */
  readonly index: number;
  /** The row as it was when the test began; absent where it was not there. */
  readonly initial?: PlacedRow;
  readonly events: readonly RowEvent[];
}

export interface TableHistory {
  readonly name: string;
  /** Rows of the beginning in their order, then those that were added. */
  readonly lives: readonly RowLife[];
  /** The table's changes, step by step. */
  readonly changes: readonly { readonly step: number; readonly change: TableChange }[];
  /** Rows at the beginning; absent where that is not known. */
  readonly initialTotal?: number;
  /** The table whose columns it had when the test began, or the first that is known. */
  readonly firstTable: RecordedTable;
}

export interface History {
  readonly tables: ReadonlyMap<string, TableHistory>;
  /** The life that a recorded change of a step belongs to. */
  readonly lifeOf: ReadonlyMap<RowChange, RowLife>;
}

/** Follows each row through the steps. */
export function readHistory(recording: Recording): History {
  const lifeOf = new Map<RowChange, RowLife>();
  const builders = new Map<string, TableBuilder>();
  const builderOf = (table: RecordedTable): TableBuilder => {
    const builder = builders.get(table.name) ?? new TableBuilder(table, lifeOf);
    builders.set(table.name, builder);
    return builder;
  };
  for (const { table, rows, total } of recording.contents) {
    const recorded = recording.tables[table];
    if (recorded !== undefined) builderOf(recorded).begin(recorded, rows, total);
  }
  for (const [step, { changes }] of recording.steps.entries()) {
    for (const change of changes) {
      const recorded = recording.tables[change.table];
      if (recorded !== undefined) builderOf(recorded).apply(recorded, step, change);
    }
  }
  return { tables: new Map([...builders].map(([name, builder]) => [name, builder.history])), lifeOf };
}

/** The row after a step; -1 is the beginning. Absent where it was not there. */
export function rowAt(life: RowLife, step: number): PlacedRow | undefined {
  const event = lastEventAt(life, step);
  return event === undefined ? life.initial : event.after;
}

export function lastEventAt(life: RowLife, step: number): RowEvent | undefined {
  let last: RowEvent | undefined;
  for (const event of life.events) {
    if (event.step > step) break;
    last = event;
  }
  return last;
}

/** Finds the life of a row of which only its values are known. */
export function findLife(history: TableHistory, { table, row }: PlacedRow, step: number): RowLife | undefined {
  const id = identify(table, row);
  return history.lives.find((life) => {
    const known = rowAt(life, step) ?? lastEventAt(life, step)?.before;
    return known !== undefined && identify(known.table, known.row) === id;
  });
}

/** What a row is matched by: its key, otherwise all of its values. */
export function identify({ key }: RecordedTable, row: Row): string {
  return JSON.stringify(key.length === 0 ? row : key.map((position) => row[position]));
}

interface GrowingLife extends RowLife {
  readonly events: RowEvent[];
  initial?: PlacedRow;
}

class TableBuilder {
  readonly #alive = new Map<string, GrowingLife[]>();
  /** Rows with a key that were removed: one that is added with the same key goes on. */
  readonly #gone = new Map<string, GrowingLife>();
  readonly #lives: GrowingLife[] = [];
  readonly #changes: { readonly step: number; readonly change: TableChange }[] = [];
  readonly #lifeOf: Map<RowChange, RowLife>;
  readonly #firstTable: RecordedTable;
  #total: number | undefined;

  constructor(table: RecordedTable, lifeOf: Map<RowChange, RowLife>) {
    this.#firstTable = table;
    this.#lifeOf = lifeOf;
  }

  get history(): TableHistory {
    const wasCreated = this.#changes[0]?.change.schema === "created";
    const initialTotal = this.#total ?? (wasCreated ? 0 : undefined);
    return {
      name: this.#firstTable.name,
      lives: this.#lives,
      changes: this.#changes,
      firstTable: this.#firstTable,
      ...(initialTotal !== undefined && { initialTotal }),
    };
  }

  begin(table: RecordedTable, rows: readonly Row[], total: number): void {
    this.#total = total;
    for (const row of rows) this.#live(identify(table, row), { table, row });
  }

  apply(table: RecordedTable, step: number, change: TableChange): void {
    this.#changes.push({ step, change });
    for (const row of change.rows) this.#lifeOf.set(row, this.#applyRow(table, step, row));
    if (change.schema === "dropped") this.#drop(step);
  }

  #applyRow(table: RecordedTable, step: number, change: RowChange): GrowingLife {
    if (change.kind === "added") {
      const after = { table, row: change.after };
      const id = identify(table, change.after);
      const life = this.#revive(table, id) ?? this.#live(id);
      life.events.push({ step, kind: "added", after, columns: [] });
      return life;
    }
    const before = { table, row: change.before };
    const life = this.#take(identify(table, change.before)) ?? this.#create(before);
    if (change.kind === "removed") {
      life.events.push({ step, kind: "removed", before, columns: [] });
      if (table.key.length > 0) this.#gone.set(identify(table, change.before), life);
      return life;
    }
    const columns = change.columns.map((position) => table.columns[position] ?? "");
    life.events.push({ step, kind: "changed", before, after: { table, row: change.after }, columns });
    this.#put(identify(table, change.after), life);
    return life;
  }

  #drop(step: number): void {
    for (const lives of this.#alive.values()) {
      for (const life of lives) {
        const before = rowAt(life, step);
        if (before !== undefined) life.events.push({ step, kind: "removed", before, columns: [] });
      }
    }
    this.#alive.clear();
  }

  #create(initial?: PlacedRow): GrowingLife {
    const life: GrowingLife = {
      table: this.#firstTable.name,
      index: this.#lives.length,
      events: [],
      ...(initial && { initial }),
    };
    this.#lives.push(life);
    return life;
  }

  #live(id: string, initial?: PlacedRow): GrowingLife {
    const life = this.#create(initial);
    this.#put(id, life);
    return life;
  }

  #revive(table: RecordedTable, id: string): GrowingLife | undefined {
    const life = table.key.length > 0 ? this.#gone.get(id) : undefined;
    if (life === undefined) return undefined;
    this.#gone.delete(id);
    this.#put(id, life);
    return life;
  }

  #put(id: string, life: GrowingLife): void {
    const lives = this.#alive.get(id);
    if (lives === undefined) this.#alive.set(id, [life]);
    else lives.push(life);
  }

  #take(id: string): GrowingLife | undefined {
    const lives = this.#alive.get(id);
    if (lives === undefined) return undefined;
    const life = lives.pop();
    if (lives.length === 0) this.#alive.delete(id);
    return life;
  }
}
