import type { RecordedTable, RecordedValue, RowChange, TableChange } from "../../../../src/evidence/recorder/recording.js";

type Row = readonly RecordedValue[];

/** Tables in memory, in which each row has its key as its first value. */
export class ScriptedTables {
  readonly #tables = new Map<string, Map<string, Row>>();
  readonly #journals = new Set<Journal>();

  put(table: string, ...rows: readonly Row[]): void {
    const known = this.#tables.get(table) ?? new Map<string, Row>();
    this.#tables.set(table, known);
    for (const row of rows) this.#write(table, JSON.stringify(row[0]), row);
  }

  set(table: string, key: RecordedValue, change: Readonly<Record<number, RecordedValue>>): void {
    const id = JSON.stringify(key);
    const row = this.#tables.get(table)?.get(id);
    if (row !== undefined)
      this.#write(
        table,
        id,
        row.map((value, position) => change[position] ?? value),
      );
  }

  remove(table: string, ...keys: readonly RecordedValue[]): void {
    for (const key of keys) this.#write(table, JSON.stringify(key), undefined);
  }

  rowsOf(table: string): readonly Row[] | undefined {
    const rows = this.#tables.get(table);
    return rows && [...rows.values()];
  }

  /** From here on: what each row was that is written. */
  note(): Journal {
    const journal: Journal = new Map();
    this.#journals.add(journal);
    return journal;
  }

  /** What differs since a journal was begun, and ends it. */
  compare(journal: Journal, tables: readonly RecordedTable[]): readonly TableChange[] {
    this.#journals.delete(journal);
    return tables.flatMap((table, index): readonly TableChange[] => {
      const rows = [...(journal.get(table.name) ?? [])].flatMap(([id, before]) =>
        compareRow(before, this.#tables.get(table.name)?.get(id)),
      );
      if (rows.length === 0) return [];
      const tally = (kind: RowChange["kind"]): number => rows.filter((row) => row.kind === kind).length;
      return [{ table: index, added: tally("added"), changed: tally("changed"), removed: tally("removed"), rows }];
    });
  }

  #write(table: string, id: string, row: Row | undefined): void {
    const rows = this.#tables.get(table);
    for (const journal of this.#journals) {
      const noted = journal.get(table) ?? new Map<string, Row | undefined>();
      journal.set(table, noted);
      if (!noted.has(id)) noted.set(id, rows?.get(id));
    }
    if (row === undefined) rows?.delete(id);
    else rows?.set(id, row);
  }
}

/** Per table, each row that was written, as it was before. */
export type Journal = Map<string, Map<string, Row | undefined>>;

function compareRow(before: Row | undefined, after: Row | undefined): readonly RowChange[] {
  if (before === undefined) return after === undefined ? [] : [{ kind: "added", after }];
  if (after === undefined) return [{ kind: "removed", before }];
  const columns = after.flatMap((value, position) =>
    JSON.stringify(value) === JSON.stringify(before[position]) ? [] : [position],
  );
  return columns.length === 0 ? [] : [{ kind: "changed", before, after, columns }];
}
