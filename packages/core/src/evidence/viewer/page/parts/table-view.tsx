import { useMemo } from "preact/hooks";
import type { JSX } from "preact";
import { toColumns } from "../model/changes-since-start.js";
import { layOutColumns } from "../model/column-layout.js";
import { writePlace, type Place } from "../model/location.js";
import type { PageModel } from "../model/page-model.js";
import type { RowLife, TableHistory } from "../model/row-history.js";
import { count, plural } from "../model/show-value.js";
import { tableAt, type StateRow } from "../model/table-at.js";
import { RowGrid } from "./row-grid.js";
import { Name } from "./value.js";

export interface TableViewProps {
  readonly model: PageModel;
  readonly place: Place;
  readonly onOpen: (life: RowLife) => void;
  readonly isPrinting: boolean;
}

/** Tables as they were after the selected step: a list of all, or the rows of one. */
export function TableView({ model, place, onOpen, isPrinting }: TableViewProps): JSX.Element {
  const { tables } = model.history;
  if (tables.size === 0) return <p class="empty">No rows of tables were recorded: the test changed none.</p>;
  const one = place.table === undefined ? undefined : tables.get(place.table);
  if (place.table !== undefined && one === undefined)
    return <p class="empty">The rows of this table were not recorded: the test did not change it.</p>;
  return one === undefined ? (
    <TableList model={model} place={place} />
  ) : (
    <TableRows key={one.name} model={model} history={one} place={place} onOpen={onOpen} isPrinting={isPrinting} />
  );
}

function TableList({ model, place }: { readonly model: PageModel; readonly place: Place }): JSX.Element {
  const states = [...model.history.tables.values()].map((history) => ({
    name: history.name,
    state: tableAt(history, place.step, model.recording.tables),
  }));
  return (
    <>
      <ul class="table-list">
        {states.map(({ name, state }) => (
          <li key={name}>
            <a href={writePlace({ ...place, view: "table", table: name })}>
              <Name text={name} />
            </a>
            <span class="of">
              {!state.exists
                ? "not there"
                : state.total === undefined
                  ? `${count(state.rows.length)} rows known`
                  : plural(state.total, "row")}
            </span>
          </li>
        ))}
      </ul>
      <p class="hint">Tables that the test did not change are not recorded.</p>
    </>
  );
}

interface TableRowsProps extends TableViewProps {
  readonly history: TableHistory;
}

function TableRows({ model, history, place, onOpen, isPrinting }: TableRowsProps): JSX.Element {
  const state = useMemo(() => tableAt(history, place.step, model.recording.tables), [history, place.step]);
  const { table } = state;
  const rows = useMemo(() => state.rows.filter(({ row }) => model.search.isIn(place.text, row)), [state, place.text]);
  const columns = useMemo(
    () =>
      layOutColumns(
        table,
        state.rows.map((row) => toColumns(row, table)),
      ),
    [state],
  );
  const moment = place.step < 0 ? "before the test" : `after step ${place.step + 1}`;
  if (!state.exists) {
    return (
      <p class="empty">
        The table <Name text={history.name} /> was not there {moment}.
      </p>
    );
  }
  return (
    <section class="table-section">
      <h3>
        <Name text={history.name} />
        <span class="of">
          {state.total === undefined ? plural(state.rows.length, "known row") : plural(state.total, "row")} {moment}
          {rows.length < state.rows.length && `, ${count(rows.length)} shown`}
        </span>
      </h3>
      {state.gaps.map((gap) => (
        <p class="note" key={gap}>
          {gap}
        </p>
      ))}
      {rows.length === 0 ? (
        <p class="empty">{state.rows.length === 0 ? `This table had no rows ${moment}.` : "No row holds this text."}</p>
      ) : (
        <RowGrid
          label={history.name}
          columns={columns}
          count={rows.length}
          hasWriters={false}
          isPrinting={isPrinting}
          rowAt={(index) => toGridRow(rows[index], table)}
          onOpen={(index) => {
            const row = rows[index];
            if (row !== undefined) onOpen(row.life);
          }}
        />
      )}
    </section>
  );
}

function toGridRow(
  row: StateRow | undefined,
  table: StateRow["table"],
): Parameters<typeof RowGrid>[0]["rowAt"] extends (index: number) => infer Row ? Row : never {
  if (row === undefined) return { cells: [], changed: [] };
  const { event } = row;
  const cells = toColumns(row, table);
  if (event === undefined) return { cells, changed: [] };
  return {
    kind: event.kind,
    cells,
    changed: event.columns.map((column) => table.columns.indexOf(column)),
    ...(event.before !== undefined && { before: toColumns(event.before, table) }),
  };
}
