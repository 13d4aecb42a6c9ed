import { useMemo } from "preact/hooks";
import type { JSX } from "preact";
import type { RowChange } from "../../../recorder/recording.js";
import type { ShownChange } from "../model/changes-since-start.js";
import { layOutColumns } from "../model/column-layout.js";
import type { PageModel } from "../model/page-model.js";
import { showDifference } from "../model/show-difference.js";
import { count, plural } from "../model/show-value.js";
import { nameOf } from "../model/steps.js";
import { Counts } from "./counts.js";
import { RowGrid, type GridRow } from "./row-grid.js";
import { Name } from "./value.js";

export interface ChangeSectionProps {
  readonly model: PageModel;
  readonly shown: ShownChange;
  /** Positions of the rows that the filter lets through; absent for all. */
  readonly rows?: readonly number[];
  readonly hrefOf: (step: number) => string;
  readonly onOpen: (row: RowChange, shown: ShownChange, index: number) => void;
  readonly isPrinting: boolean;
}

/** What happened to the rows of one table. */
export function ChangeSection({ model, shown, rows, hrefOf, onOpen, isPrinting }: ChangeSectionProps): JSX.Element {
  const { change, table, writers } = shown;
  const columns = useMemo(() => layOutColumns(table, change.rows.map(valuesOf), listPairs(change.rows)), [change, table]);
  const { steps } = model.recording;
  const shownCount = rows?.length ?? change.rows.length;
  const rowAt = (position: number): GridRow => {
    const index = rows === undefined ? position : (rows[position] ?? 0);
    const row = change.rows[index];
    const step = writers?.[index];
    const writer = step === undefined ? undefined : steps[step];
    return {
      ...toGridRow(row),
      ...(step !== undefined && writer !== undefined && { writer: { step, name: nameOf(writer), href: hrefOf(step) } }),
    };
  };
  const total = change.added + change.changed + change.removed;
  return (
    <section class="table-section">
      <h3>
        <Name text={table.name} />
        {change.schema !== undefined && <span class="schema">table {change.schema}</span>}
        <Counts tally={change} empty={change.schema === undefined ? "" : "no rows changed"} />
        {shownCount < change.rows.length && <span class="of">{count(shownCount)} shown</span>}
      </h3>
      {change.note !== undefined && (
        <p class="note">
          <Name text={change.note} />
        </p>
      )}
      {change.note === undefined && change.rows.length < total && (
        <p class="note">
          {count(change.rows.length)} of {plural(total, "changed row")} were recorded.
        </p>
      )}
      {shownCount > 0 && (
        <RowGrid
          label={table.name}
          columns={columns}
          count={shownCount}
          rowAt={rowAt}
          hasWriters={writers?.some((writer) => writer !== undefined) === true}
          isPrinting={isPrinting}
          onOpen={(position) => {
            const index = rows === undefined ? position : (rows[position] ?? 0);
            const row = change.rows[index];
            if (row !== undefined) onOpen(row, shown, index);
          }}
        />
      )}
    </section>
  );
}

function toGridRow(row: RowChange | undefined): GridRow {
  if (row === undefined) return { cells: [], changed: [] };
  if (row.kind === "changed") return { kind: row.kind, cells: row.after, before: row.before, changed: row.columns };
  return { kind: row.kind, cells: valuesOf(row), changed: [] };
}

function valuesOf(row: RowChange): RowValues {
  return row.kind === "removed" ? row.before : row.after;
}

type RowValues = Extract<RowChange, { readonly kind: "added" }>["after"];

/** Room that changed cells need; of the first rows, as for all widths. */
function listPairs(rows: readonly RowChange[]): readonly (readonly [number, string])[] {
  return rows.slice(0, 200).flatMap((row) =>
    row.kind === "changed"
      ? row.columns.map((column) => {
          const pair = showDifference(row.before[column] ?? null, row.after[column] ?? null);
          const text = pair.flatMap(({ segments }) => segments.map((segment) => segment.text)).join("");
          return [column, `${text} -> `] as const;
        })
      : [],
  );
}
