import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import type { PageModel } from "../model/page-model.js";
import { describeRow } from "../model/describe-row.js";
import { rowAt, type PlacedRow, type RowEvent, type RowLife } from "../model/row-history.js";
import { copyText, describeCut, showValue, typeOf } from "../model/show-value.js";
import { nameOf } from "../model/steps.js";
import { toColumns } from "../model/changes-since-start.js";
import { CopyButton } from "./copy-button.js";
import { Difference, Name, Value } from "./value.js";

export interface RowSheetProps {
  readonly model: PageModel;
  /** Absent where only the values of one moment are known. */
  readonly life?: RowLife;
  readonly placed: PlacedRow;
  readonly step: number;
  readonly hrefOf: (step: number) => string;
  readonly onClose: () => void;
}

/** The life of one row: what each step did to it, and its values in full. */
export function RowSheet({ model, life, placed, step, hrefOf, onClose }: RowSheetProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const now = life === undefined ? placed : rowAt(life, step);
  const shown = now ?? placed;
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby="sheet-title"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <div class="sheet-body">
        <header>
          <h2 id="sheet-title">
            <Name text={shown.table.name} />{" "}
            <span class="row-name">
              <Name text={describeRow(shown)} />
            </span>
          </h2>
          <button type="button" class="close" aria-label="Close" title="Close (Esc)" onClick={() => dialog.current?.close()}>
            ✕
          </button>
        </header>
        <h3>Its life</h3>
        <Life model={model} {...(life && { life })} step={step} hrefOf={hrefOf} />
        <h3>
          {now === undefined
            ? "As it was before it was removed"
            : step < 0
              ? "As it was before the test"
              : `After step ${step + 1}`}
        </h3>
        <Values placed={shown} />
        <p class="sheet-tools">
          <CopyButton text={rowAsJson(shown)} what="row as JSON" /> the row as JSON
        </p>
      </div>
    </dialog>
  );
}

function Life({
  model,
  life,
  step,
  hrefOf,
}: {
  readonly model: PageModel;
  readonly life?: RowLife;
  readonly step: number;
  readonly hrefOf: (step: number) => string;
}): JSX.Element {
  if (life === undefined)
    return (
      <p class="empty">
        The steps of this row are not known
        {model.recording.detail === "scenario" ? ": the database was read only before and after the test" : ""}.
      </p>
    );
  return (
    <ol class="life">
      {life.initial !== undefined && (
        <li>
          <a href={hrefOf(-1)}>Before the test</a>
          <p>{life.events.length === 0 ? "It was there, and no step changed it." : "It was there."}</p>
        </li>
      )}
      {life.events.map((event) => {
        const recorded = model.recording.steps[event.step];
        return (
          <li key={event.step} class={event.kind} aria-current={event.step === step ? "step" : undefined}>
            <a href={hrefOf(event.step)}>
              <span class="step-number">{event.step + 1}</span> {recorded !== undefined && <Name text={nameOf(recorded)} />}
            </a>
            <What event={event} />
          </li>
        );
      })}
    </ol>
  );
}

function What({ event }: { readonly event: RowEvent }): JSX.Element {
  if (event.kind !== "changed" || event.before === undefined || event.after === undefined)
    return <p>{event.kind === "added" ? "Added." : "Removed."}</p>;
  const { before, after } = event;
  const was = toColumns(before, after.table);
  return (
    <ul>
      {event.columns.map((column) => {
        const position = after.table.columns.indexOf(column);
        return (
          <li key={column}>
            <span class="column">
              <Name text={column} />
            </span>{" "}
            <Difference before={was[position] ?? null} after={after.row[position] ?? null} />
          </li>
        );
      })}
    </ul>
  );
}

/** Characters that are drawn at once: what is longer can be copied. */
const LONGEST = 20_000;

function Values({ placed: { table, row } }: { readonly placed: PlacedRow }): JSX.Element {
  return (
    <dl class="values">
      {table.columns.map((column, position) => {
        const value = row[position];
        if (value === undefined) return null;
        const cut = describeCut(value);
        return (
          <div key={column}>
            <dt>
              <Name text={column} /> <span class="type">{typeOf(value)}</span>
            </dt>
            <dd>
              <div class="whole" tabIndex={0} role="group" aria-label={`value of ${column}`}>
                <Value value={value} shown={showValue(value, LONGEST, true)} />
              </div>
              {typeOf(value) !== "redacted" && value !== null && (
                <CopyButton text={copyText(value)} what={`value of ${column}`} />
              )}
              {cut !== undefined && <p class="hint">{cut}.</p>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function rowAsJson({ table, row }: PlacedRow): string {
  return JSON.stringify(Object.fromEntries(table.columns.map((column, position) => [column, row[position]])), null, 2);
}
