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
  readonly onOpen: (index: number) => void;
  /** All rows at once, as paper needs them. */
  readonly isPrinting: boolean;
}

/** In pixels; `--row` in the styles is the same. */
const ROW_HEIGHT = 29;
/** Fewer rows are all there. */
const VIRTUAL_FROM = 120;
/** Rows beyond each edge: a turn of the wheel shows no gap. */
const MARGIN = 10;
/** Rows that somebody scrolls before others are drawn. */
const STRIDE = 4;
const ON_PAPER = 500;
const SIGNS: Readonly<Record<Kind, string>> = { added: "+", changed: "~", removed: "−" };

/**
 * A table of any length: rows that are out of sight are not there. All rows have one height, and columns have widths of their own, so that nothing
 * moves while somebody scrolls. One row can be reached with Tab, the others with the arrow keys.
 */
export function RowGrid(props: RowGridProps): JSX.Element {
  const { columns, label } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<Range>(() => ({ first: 0, visible: Math.ceil(innerHeight / ROW_HEIGHT) }));
  const [active, setActive] = useState(0);
  const [wantsFocus, setWantsFocus] = useState(false);
  const [from, to] = rangeOf(props, view);
  const current = Math.min(active, props.count - 1);

  useLayoutEffect(() => {
    if (!wantsFocus) return;
    setWantsFocus(false);
    box.current?.querySelector<HTMLElement>(`[data-row="${current}"] button`)?.focus();
  }, [wantsFocus, current]);

  const look = (): void => {
    if (box.current === null) return;
    const next = visibleRows(box.current);
    setView((known) => (known.first === next.first && known.visible === next.visible ? known : next));
  };
  const open = ({ target }: MouseEvent): void => {
    const index = rowOf(target);
    // Who selects text to copy it does not want the row, and a link leads elsewhere.
    const isMeant = target instanceof Element && target.closest("a") === null && (getSelection()?.isCollapsed ?? true);
    if (index !== undefined && isMeant) props.onOpen(index);
  };
  const move = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 400) / ROW_HEIGHT) - 2);
    const target = targetOf(event, current, props.count, page);
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (box.current !== null) scrollTo(box.current, target);
    look();
    setActive(target);
    setWantsFocus(true);
  };

  const indexes = Array.from({ length: to - from }, (_, offset) => from + offset);
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const extra = columns.length * 25 + 36 + (props.hasWriters ? 200 : 0);
  return (
    <div class="grid" ref={box} onScroll={look}>
      <table
        aria-label={label}
        aria-rowcount={props.count + 1}
        style={{ minWidth: `calc(${width}ch + ${extra}px)` }}
        onKeyDown={move}
        onClick={open}
        onFocusIn={({ target }) => setActive((known) => rowOf(target) ?? known)}
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
            <GridLine key={index} {...props} index={index} isActive={index === current} />
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
}

function GridLine({ columns, index, rowAt, isActive, hasWriters, label }: GridLineProps): JSX.Element {
  const row = rowAt(index);
  return (
    <tr class={row.kind} aria-rowindex={index + 2} data-row={index}>
      <td class="sign">
        <button
          type="button"
          tabIndex={isActive ? 0 : -1}
          aria-label={`${row.kind ?? "row"} ${index + 1} of ${label}: show its life`}
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

/** In rows. */
interface Range {
  readonly first: number;
  readonly visible: number;
}

function visibleRows(box: HTMLElement): Range {
  const first = Math.floor(box.scrollTop / ROW_HEIGHT);
  return { first: first - (first % STRIDE), visible: Math.ceil(box.clientHeight / ROW_HEIGHT) + STRIDE };
}

function rangeOf({ count: rows, isPrinting }: RowGridProps, { first, visible }: Range): readonly [number, number] {
  if (isPrinting) return [0, Math.min(rows, ON_PAPER)];
  if (rows <= VIRTUAL_FROM) return [0, rows];
  const from = Math.max(0, Math.min(first, rows - visible) - MARGIN);
  return [from, Math.min(rows, first + visible + MARGIN)];
}

function rowOf(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-row]")?.dataset["row"] : undefined;
  return row === undefined ? undefined : Number(row);
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
function scrollTo(box: HTMLElement, row: number): void {
  const top = row * ROW_HEIGHT;
  const heading = ROW_HEIGHT + 2;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + ROW_HEIGHT + heading > box.scrollTop + box.clientHeight)
    box.scrollTop = top + ROW_HEIGHT + heading - box.clientHeight + 14;
}
