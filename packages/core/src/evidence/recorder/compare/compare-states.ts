import { messageOf } from "../../../errors/message-of.js";
import { isOtherTextIndex } from "../../diff/compare-text-indexes.js";
import type { ComparisonBudget } from "../../diff/comparison-budget.js";
import { matchRows } from "../../diff/match-rows.js";
import type { RowLayout, RowSink } from "../../diff/row-layout.js";
import type { StoredValue } from "../../diff/stored-value.js";
import type { ReadableTable } from "../../diff/table-reader.js";
import { findTouchedTables, type Touch } from "../pages/find-touched-tables.js";
import { defaultsOfNewColumns } from "./defaults-of-new-columns.js";
import { isVirtual, type PlacedState, type SchemaObject } from "./placed-state.js";

/** A table that may differ between two states, and how its rows are compared. */
export interface ComparedTable {
  readonly name: string;
  readonly schema: "created" | "dropped" | "altered" | undefined;
  /** Absent where it is only in the other state. */
  readonly before: ReadableTable | undefined;
  readonly after: ReadableTable | undefined;
  /** What rows from before an alteration hold in columns that came with it. */
  readonly additions: ReadonlyMap<string, StoredValue>;
}

export interface CompareStatesOptions<Sink extends RowSink> {
  readonly ignoredColumnsOf: (table: string, columns: readonly string[]) => ReadonlySet<string>;
  /** Whether a table is compared at all. */
  readonly isWanted: (table: string) => boolean;
  readonly createBudget: () => ComparisonBudget;
  readonly createSink: (table: ComparedTable, layout: RowLayout) => Sink;
}

/** The rows of a table, compared; `sink` is absent where it could not be read, which `problem` explains. */
export interface ComparedRows<Sink extends RowSink> extends ComparedTable {
  readonly sink: Sink | undefined;
  /** What SQLite says, or which limit did not allow it. */
  readonly problem: string | undefined;
  /** Where a table of the same content came or went in this one's stead: its other name. */
  readonly renamed: string | undefined;
}

/**
 * Compares the tables of two states that may differ, by name. Of tables that both have, only rows on pages that changed are read where that can be
 * told, so that a small change of a large table is quick to find.
 *
 * @param changedPages numbers of all pages that differ
 * @throws what SQLite throws where not even a schema can be read
 */
export function compareStates<Sink extends RowSink>(
  before: PlacedState,
  after: PlacedState,
  changedPages: readonly number[],
  options: CompareStatesOptions<Sink>,
): readonly ComparedRows<Sink>[] {
  const [old, current] = [byName(before.listTables()), byName(after.listTables())];
  const touchOf = findTouches(before, after, changedPages, old);
  const names = [...new Set([...old.keys(), ...current.keys()])].filter((name) => options.isWanted(name)).toSorted();
  return names.flatMap((name) => {
    const [oldObject, newObject] = [old.get(name), current.get(name)];
    const schema = schemaChange(oldObject, newObject);
    const touch = schema === undefined ? touchOf(name) : "any";
    if (touch === "same") return [];
    const renamed = schema === "altered" ? undefined : findOtherName(schema, oldObject ?? newObject, old, current);
    return [{ ...compareTable(before, after, { name, schema, touch }, options), renamed }];
  });
}

function compareTable<Sink extends RowSink>(
  before: PlacedState,
  after: PlacedState,
  { name, schema, touch }: { readonly name: string; readonly schema: ComparedTable["schema"]; readonly touch: Touch },
  { createBudget, createSink, ignoredColumnsOf }: CompareStatesOptions<Sink>,
): Omit<ComparedRows<Sink>, "renamed"> {
  let table: ComparedTable = { name, schema, before: undefined, after: undefined, additions: new Map() };
  try {
    const [old, current] = [
      schema === "created" ? undefined : before.readTable(name),
      schema === "dropped" ? undefined : after.readTable(name),
    ];
    const additions = schema === "altered" ? defaultsOfNewColumns(after.database, name, old, current) : new Map();
    table = { name, schema, before: old, after: current, additions };
    const columns = [...new Set([...(old?.columns ?? []), ...(current?.columns ?? [])])];
    const ignoredColumns = ignoredColumnsOf(name, columns);
    const sink = matchRows(
      { database: before.database, table: old },
      { database: after.database, table: current },
      { ignoredColumns, budget: createBudget(), additions, ...(Array.isArray(touch) ? { ranges: touch } : {}) },
      (layout) => createSink(table, layout),
    );
    const isOtherIndex =
      old !== undefined &&
      current !== undefined &&
      isOtherTextIndex(before.database, after.database, name, {
        ignoredColumns,
        budget: createBudget(),
        shownRows: 0,
        shownCharacters: 1,
      });
    return { ...table, sink, problem: isOtherIndex ? OTHER_TEXT_INDEX : undefined };
  } catch (error) {
    return { ...table, sink: undefined, problem: messageOf(error) };
  }
}

const OTHER_TEXT_INDEX = "since it keeps an index and no texts, and the index is not the same";

function byName(objects: readonly SchemaObject[]): ReadonlyMap<string, SchemaObject> {
  return new Map(objects.map((object) => [object.name, object]));
}

function schemaChange(before: SchemaObject | undefined, after: SchemaObject | undefined): ComparedTable["schema"] {
  if (before === undefined) return "created";
  if (after === undefined) return "dropped";
  return before.sql === after.sql ? undefined : "altered";
}

/** A table that is renamed stays on its page. */
function findOtherName(
  schema: ComparedTable["schema"],
  object: SchemaObject | undefined,
  old: ReadonlyMap<string, SchemaObject>,
  current: ReadonlyMap<string, SchemaObject>,
): string | undefined {
  if (schema === undefined || object === undefined || isVirtual(object)) return undefined;
  const [from, others] = schema === "dropped" ? [current, old] : [old, current];
  const isOther = ({ name, rootpage }: SchemaObject): boolean => rootpage === object.rootpage && !others.has(name);
  return [...from.values()].find((other) => isOther(other) && columnsOf(other) === columnsOf(object))?.name;
}

/** What stands after the name of a table. */
function columnsOf({ sql }: SchemaObject): string {
  return sql?.slice(sql.indexOf("(")) ?? "";
}

/** Pages tell nothing where they are of another size, or where the file is damaged: then every table is compared. */
function findTouches(
  before: PlacedState,
  after: PlacedState,
  changedPages: readonly number[],
  tables: ReadonlyMap<string, SchemaObject>,
): (table: string) => Touch {
  const isLaidOutAlike =
    before.pages.pageBytes === after.pages.pageBytes && before.pages.usableBytes === after.pages.usableBytes;
  if (!isLaidOutAlike) return () => "any";
  let touches: ReadonlyMap<string, Touch>;
  try {
    touches = findTouchedTables(before, after, changedPages);
  } catch {
    return () => "any";
  }
  return (name) => {
    const object = tables.get(name);
    if (object === undefined || !isVirtual(object)) return touches.get(name) ?? "any";
    const shadows = before.shadowsOf(name);
    // A full-text table may show the texts of another table.
    const isOnItsOwn = shadows.length > 0 && !/\bcontent\s*=/i.test(object.sql ?? "");
    return isOnItsOwn && shadows.every((shadow) => touches.get(shadow) === "same") ? "same" : "any";
  };
}
