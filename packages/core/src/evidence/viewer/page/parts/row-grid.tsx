import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";
import type { RecordedValue } from "../../../recorder/recording.js";
import { padOf, type ColumnLayout } from "../model/column-layout.js";
import type { Kind } from "../model/search.js";
import { count, showValue } from "../model/show-value.js";
import { Difference, Name, Value } from "./value.js";

export interface GridRow {
  readonly kind?: Kind;
  readonly cells: readonly (RecordedValue | undefined)[];
  /** Of a changed row, the values that it had. */
  readonly before?: readonly (RecordedValue | undefined)[];
  /** Positions of changed cells. */
  readonly changed: readonly number[];
  readonly writer?: { readonly step: number; readonly name: string; readonly href: string };
}

export interface RowGridProps {
  readonly label: string;
  readonly columns: readonly ColumnLayout[];
  readonly count: number;
  readonly rowAt: (index: number) => GridRow;
  readonly hasWriters: boolean;
  /** Whether rows are marked with what happened to them. */
  readonly hasSigns?: boolean;
  readonly onOpen: (index: number) => void;
  /** All rows at once, as paper needs them. */
  readonly isPrinting: boolean;
}

/** In pixels; `--row` in the styles is the same. */
const ROW_HEIGHT = 29;
/** Fewer rows are all there. */
const VIRTUAL_FROM = 120;
/** Rows beyond each edge: a turn of the wheel shows no gap. */
const MARGIN = 16;
const ON_PAPER = 500;
const SIGNS: Readonly<Record<Kind, string>> = { added: "+", changed: "~", removed: "−" };

/**
 * A table of any length: rows that are out of sight are not there. All rows have one height, and columns have widths of their own, so that nothing
 * moves while somebody scrolls. One row can be reached with Tab, the others with the arrow keys.
 */
export function RowGrid(props: RowGridProps): JSX.Element {
  const { columns, label } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const [active, setActive] = useState(0);
  const [wantsFocus, setWantsFocus] = useState(false);
  const [from, to] = rangeOf(props, view);
  const current = Math.min(active, props.count - 1);

  useLayoutEffect(() => {
    if (!wantsFocus) return;
    setWantsFocus(false);
    box.current?.querySelector<HTMLElement>(`[data-row="${current}"]`)?.focus();
  }, [wantsFocus, current]);

  const move = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 400) / ROW_HEIGHT) - 2);
    const target = targetOf(event, current, props.count, page);
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (box.current !== null) setView(scrollTo(box.current, target));
    setActive(target);
    setWantsFocus(true);
  };

  const indexes = Array.from({ length: to - from }, (_, offset) => from + offset);
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const extra = columns.length * 25 + (props.hasSigns === false ? 0 : 36);
  return (
    <div
      class="grid"
      ref={box}
      onScroll={({ currentTarget }) => setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })}
    >
      <table
        aria-label={label}
        aria-rowcount={props.count + 1}
        style={{ minWidth: `calc(${width}ch + ${extra + (props.hasWriters ? 200 : 0)}px)` }}
        onKeyDown={move}
      >
        <colgroup>
          <col class="sign-column" />
          {columns.map((column) => (
            <col key={column.name} style={{ width: `calc(${column.width}ch + 25px)` }} />
          ))}
          <col />
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" class="sign">
              <span class="for-ears">Change</span>
            </th>
            {columns.map((column) => (
              <Heading key={column.name} column={column} />
            ))}
            {props.hasWriters ? (
              <th scope="col" class="writer">
                last written by
              </th>
            ) : (
              <td class="rest" />
            )}
          </tr>
        </thead>
        <tbody>
          {from > 0 && <Spacer height={from * ROW_HEIGHT} />}
          {indexes.map((index) => (
            <GridLine key={index} {...props} index={index} isActive={index === current} onFocus={setActive} />
          ))}
          {to < props.count && !props.isPrinting && <Spacer height={(props.count - to) * ROW_HEIGHT} />}
        </tbody>
      </table>
      {props.isPrinting && to < props.count && <p class="cut">{count(props.count - to)} more rows are not printed.</p>}
    </div>
  );
}

function Heading({ column }: { readonly column: ColumnLayout }): JSX.Element {
  return (
    <th scope="col" class={column.isNumeric ? "number" : ""}>
      <Name text={column.name} />
      {column.isKey && (
        <span class="key" title="part of the key">
          {" "}
          key
        </span>
      )}
    </th>
  );
}

function Spacer({ height }: { readonly height: number }): JSX.Element {
  return (
    <tr class="spacer" aria-hidden="true">
      <td style={{ height: `${height}px` }} />
    </tr>
  );
}

interface GridLineProps extends RowGridProps {
  readonly index: number;
  readonly isActive: boolean;
  readonly onFocus: (index: number) => void;
}

function GridLine({ columns, index, rowAt, isActive, onFocus, onOpen, hasWriters, label }: GridLineProps): JSX.Element {
  const row = rowAt(index);
  const open = (event: MouseEvent): void => {
    // Who selects text to copy it does not want the row.
    if (event.target instanceof Element && event.target.closest("a") !== null) return;
    if (getSelection()?.isCollapsed === false) return;
    onOpen(index);
  };
  return (
    <tr class={row.kind} aria-rowindex={index + 2} onClick={open}>
      <td class="sign">
        <button
          type="button"
          data-row={index}
          tabIndex={isActive ? 0 : -1}
          aria-label={`${row.kind ?? "row"} ${index + 1} of ${label}: show its life`}
          onFocus={() => onFocus(index)}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(index);
          }}
        >
          {row.kind === undefined ? "·" : SIGNS[row.kind]}
        </button>
      </td>
      {columns.map((column, position) => (
        <Cell key={column.name} column={column} row={row} position={position} />
      ))}
      {hasWriters ? <WriterCell row={row} /> : <td class="rest" />}
    </tr>
  );
}

function WriterCell({ row: { writer } }: { readonly row: GridRow }): JSX.Element {
  return (
    <td class="writer">
      {writer !== undefined && (
        <a href={writer.href} title={`Step ${writer.step + 1}: ${writer.name}`}>
          <span class="step-number">{writer.step + 1}</span> <Name text={writer.name} />
        </a>
      )}
    </td>
  );
}

function Cell({
  column,
  row,
  position,
}: {
  readonly column: ColumnLayout;
  readonly row: GridRow;
  readonly position: number;
}): JSX.Element {
  const value = row.cells[position];
  const kind = column.isNumeric ? "number" : "";
  if (row.changed.includes(position)) {
    return (
      <td class={`${kind} changed-cell`}>
        <Difference before={row.before?.[position] ?? null} after={value ?? null} />
      </td>
    );
  }
  if (value === undefined) {
    return (
      <td class={kind}>
        <span class="dim" title="this row has no such column">
          —
        </span>
      </td>
    );
  }
  const shown = showValue(value);
  const pad = column.fraction === 0 ? 0 : padOf(column, shown.segments[0]?.text ?? "");
  return (
    <td class={kind} style={pad > 0 && value !== null ? { paddingRight: `calc(${pad}ch + 12px)` } : undefined}>
      <Value value={value} shown={shown} />
    </td>
  );
}

function rangeOf(
  { count: rows, isPrinting }: RowGridProps,
  view: { readonly top: number; readonly height: number },
): readonly [number, number] {
  if (isPrinting) return [0, Math.min(rows, ON_PAPER)];
  if (rows <= VIRTUAL_FROM) return [0, rows];
  const first = Math.max(0, Math.min(Math.floor(view.top / ROW_HEIGHT), rows - 1) - MARGIN);
  const even = first - (first % 2);
  return [even, Math.min(rows, Math.ceil((view.top + view.height) / ROW_HEIGHT) + MARGIN)];
}

function targetOf(event: KeyboardEvent, current: number, rows: number, page: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    PageDown: current + page,
    PageUp: current - page,
    Home: 0,
    End: rows - 1,
  };
  const target = targets[event.key];
  return target === undefined ? undefined : Math.max(0, Math.min(rows - 1, target));
}

/** Brings a row between the heading and the lower edge. */
function scrollTo(box: HTMLElement, row: number): { readonly top: number; readonly height: number } {
  const top = row * ROW_HEIGHT;
  const heading = ROW_HEIGHT + 2;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + ROW_HEIGHT + heading > box.scrollTop + box.clientHeight)
    box.scrollTop = top + ROW_HEIGHT + heading - box.clientHeight + 14;
  return { top: box.scrollTop, height: box.clientHeight };
}
