import { messageOf } from "../../../errors/message-of.js";
import { ComparisonBudget } from "../../diff/comparison-budget.js";
import type { WorkTime } from "../../diff/work-time.js";
import { showName } from "../../diff/show-value.js";
import { compareStates, type ComparedRows, type ComparedTable } from "../compare/compare-states.js";
import type { PlacedState } from "../compare/placed-state.js";
import type { PlacedStates } from "../compare/placed-states.js";
import type { TableChange } from "../recording.js";
import type { RecordingLimits } from "../recording-limits.js";
import { RowCollector, type CollectedRow } from "../rows/row-collector.js";
import type { RecordedTables } from "./recorded-tables.js";

/** Rows without a counterpart that are held at a time, where rowids do not tell them. */
const HELD_BYTES = 64 * 1024 * 1024;

export interface StateComparerOptions {
  readonly placed: PlacedStates;
  readonly tables: RecordedTables;
  readonly limits: RecordingLimits;
  readonly ignoredColumns: Readonly<Record<string, readonly string[]>>;
}

export interface CompareOptions {
  /** Bytes that rows may take from the beginning up to now, as a share of all that are allowed. */
  readonly share: number;
  /** Is told of each row that differs. */
  readonly onRow?: (table: string, key: string) => void;
  /** Is told of each table of which not all rows could be compared. */
  readonly onProblem?: (table: string) => void;
}

/** A change, with the keys of its rows. */
export interface KeyedChange {
  readonly change: TableChange;
  readonly keys: readonly string[];
}

export interface StateChanges {
  readonly tables: readonly KeyedChange[];
  /** About indexes, views and triggers. */
  readonly notes: readonly string[];
  /** Of its rows, as JSON. */
  readonly bytes: number;
}

const NOTHING: StateChanges = { tables: [], notes: [], bytes: 0 };

/** Compares states for one recording, within its limits. */
export class StateComparer {
  readonly #options: StateComparerOptions;
  readonly #time: WorkTime;
  #bytes = 0;

  constructor(options: StateComparerOptions, time: WorkTime) {
    this.#options = options;
    this.#time = time;
  }

  get isOutOfTime(): boolean {
    return this.#msLeft === 0;
  }

  /** @throws what the states, `fs` and SQLite throw */
  compare(from: number, to: number, options: CompareOptions): StateChanges {
    const { placed } = this.#options;
    const changedPages = placed.changedPages(from, to);
    if (changedPages.length === 0) return NOTHING;
    const [before, after] = placed.placeBoth(from, to);
    const compared = compareStates(before, after, changedPages, {
      ignoredColumnsOf: (table) => new Set(ownValue(this.#options.ignoredColumns, table)),
      isWanted: () => true,
      createBudget: () => new ComparisonBudget(this.#msLeft / 2, HELD_BYTES),
      createSink: (table, layout) => {
        const { position, record } = this.#register(table, layout);
        const maxBytes = this.bytesLeft(options.share);
        const onRow = options.onRow?.bind(undefined, table.name);
        const collectorOptions = { record, maxRows: this.#options.limits.rows, maxBytes };
        return {
          position,
          ...forward(new RowCollector(layout, onRow === undefined ? collectorOptions : { ...collectorOptions, onRow })),
        };
      },
    });
    const bytesBefore = this.#bytes;
    const tables = compared.flatMap((rows) => {
      if (rows.problem !== undefined) options.onProblem?.(rows.name);
      return this.#toChange(rows);
    });
    const notes = [...describeObjects(before, after), ...describeConnectionProblem(before)];
    return { tables, notes, bytes: this.#bytes - bytesBefore };
  }

  /** Says how many bytes more rows may take. */
  bytesLeft(share: number): number {
    return Math.max(0, this.#options.limits.totalBytes * share - this.#bytes);
  }

  spendBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  get #msLeft(): number {
    return Math.max(0, this.#options.limits.timeMs - this.#time.workedMs);
  }

  #register({ name, before, after, additions }: ComparedTable, layout: CollectorLayout) {
    const hasKey = (after ?? before)?.keyColumns.length === layout.keyPositions.length;
    return this.#options.tables.register(name, layout, hasKey, additions);
  }

  #toChange({ sink, name, schema, problem, renamed, ...table }: ComparedRows<Collecting>): readonly KeyedChange[] {
    const collected = sink?.collector.finish() ?? [];
    for (const row of collected) this.#bytes += row.bytes;
    const counts = sink?.collector.counts ?? { added: 0, changed: 0, removed: 0 };
    const note = describeTableNotes(counts, collected, problem, schema, renamed);
    if (counts.added + counts.changed + counts.removed === 0 && schema === undefined && note === undefined) return [];
    const columns = (table.after ?? table.before)?.columns ?? [];
    const position =
      sink?.position ??
      this.#register({ name, schema, ...table }, { columns, keyPositions: [], rowidName: undefined }).position;
    return [
      {
        keys: collected.map(({ key }) => key),
        change: {
          table: position,
          ...(schema === undefined ? {} : { schema }),
          ...counts,
          rows: collected.map(({ change }) => change),
          ...(note === undefined ? {} : { note }),
        },
      },
    ];
  }
}

type CollectorLayout = ConstructorParameters<typeof RowCollector>[0];

interface Collecting {
  readonly position: number;
  readonly collector: RowCollector;
  readonly noteLone: RowCollector["noteLone"];
  readonly noteBoth: RowCollector["noteBoth"];
}

function forward(collector: RowCollector): Omit<Collecting, "position"> {
  return {
    collector,
    noteLone: (kind, row) => collector.noteLone(kind, row),
    noteBoth: (before, after) => collector.noteBoth(before, after),
  };
}

function describeTableNotes(
  { added, changed, removed }: RowCollector["counts"],
  collected: readonly CollectedRow[],
  problem: string | undefined,
  schema: TableChange["schema"],
  renamed: string | undefined,
): string | undefined {
  const total = added + changed + removed;
  const notes = [
    ...(problem === undefined ? [] : [`Not compared${problem.startsWith("since ") ? "," : ":"} ${problem}.`]),
    ...(collected.length < total ? [`${collected.length} of ${total} rows are recorded.`] : []),
    ...(renamed === undefined ? [] : [`Renamed ${schema === "created" ? "from" : "to"} ${showName(renamed)}.`]),
  ];
  return notes.length === 0 ? undefined : notes.join(" ");
}

const MAX_NOTES = 5;

/** Tells of indexes, views and triggers that came, went or are not as they were. */
function describeObjects(before: PlacedState, after: PlacedState): readonly string[] {
  const [old, current] = [keyed(before), keyed(after)];
  const notes = [
    ...[...current.keys()].filter((key) => !old.has(key)).map((key) => `Created ${key}.`),
    ...[...old.keys()].filter((key) => !current.has(key)).map((key) => `Dropped ${key}.`),
    ...[...old].filter(([key, sql]) => (current.get(key) ?? sql) !== sql).map(([key]) => `Changed ${key}.`),
  ];
  if (notes.length <= MAX_NOTES) return notes;
  const rest = notes.length - MAX_NOTES + 1;
  return [...notes.slice(0, MAX_NOTES - 1), `Created, dropped or changed ${rest} more indexes, views and triggers.`];
}

function keyed({ objects }: PlacedState): ReadonlyMap<string, string> {
  return new Map(
    objects.flatMap(({ type, name, sql }) =>
      type === "table" || sql === null ? [] : [[`${type} ${showName(name)}`, sql] as const],
    ),
  );
}

function describeConnectionProblem({ problem }: PlacedState): readonly string[] {
  return problem === undefined ? [] : [`The configuration's connection could not be applied: ${messageOf(problem)}.`];
}

/** A table may be called `constructor`. */
function ownValue<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
