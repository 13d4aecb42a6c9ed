import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import type { RowChange } from "../../recorder/recording.js";
import type { ShownChange } from "./model/changes-since-start.js";
import { changePlace, readPlace, writePlace, type PlaceChange, type View } from "./model/location.js";
import type { PageModel } from "./model/page-model.js";
import { findLife, rowAt, type PlacedRow, type RowLife } from "./model/row-history.js";
import { failingStep } from "./model/steps.js";
import { placedRow } from "./model/suspects.js";
import { useKeys } from "./keys.js";
import { usePrinting } from "./printing.js";
import { useTheme } from "./theme.js";
import { Commands, LastWriters, Problems } from "./parts/callouts.js";
import { ErrorBox } from "./parts/error-box.js";
import { FilterBar } from "./parts/filter-bar.js";
import { Help } from "./parts/help.js";
import { PageHeader } from "./parts/page-header.js";
import { RowSheet } from "./parts/row-sheet.js";
import { SqlView } from "./parts/sql-view.js";
import { StepList } from "./parts/step-list.js";
import { ChangesView, describeOutcome, StepTitle, viewFor } from "./parts/step-view.js";
import { TableView } from "./parts/table-view.js";
import { showDuration } from "./parts/duration.js";
import { Name } from "./parts/value.js";

const VIEWS: readonly (readonly [View, string])[] = [
  ["step", "This step"],
  ["start", "Since the start"],
  ["table", "Tables"],
  ["sql", "SQL"],
];

export function App({ model }: { readonly model: PageModel }): JSX.Element {
  const { recording } = model;
  const failing = failingStep(recording);
  const first = failing >= 0 ? failing : recording.steps.length === 0 ? -1 : model.endOfWhole;
  const [place, setPlace] = useState(() => readPlace(location.hash, first, recording.steps.length));
  const [openSteps, setOpenSteps] = useState<ReadonlySet<number>>(
    () => new Set(place.commit === undefined ? [] : [place.step]),
  );
  const [loose, setLoose] = useState<PlacedRow>();
  const [hasHelp, setHasHelp] = useState(false);
  const [theme, nextTheme] = useTheme();
  const isPrinting = usePrinting();
  const field = useRef<HTMLInputElement>(null);
  const main = useRef<HTMLElement>(null);

  useEffect(() => {
    const follow = (): void => {
      const next = readPlace(location.hash, first, recording.steps.length);
      setLoose(undefined);
      setPlace(next);
    };
    addEventListener("hashchange", follow);
    model.warmUp();
    return () => removeEventListener("hashchange", follow);
  }, []);

  const go = (change: PlaceChange): void => {
    const next = changePlace(place, change);
    history.replaceState(null, "", writePlace(next));
    setPlace(next);
  };
  const toggle = (step: number, isOpen = !openSteps.has(step)): void => {
    setOpenSteps(new Set(isOpen ? [...openSteps, step] : [...openSteps].filter((one) => one !== step)));
  };
  const clear = (): void => go({ text: "", table: undefined, hidden: [] });
  const openLife = (life: RowLife): void => go({ row: { table: life.table, index: life.index } });
  const openRow = (row: RowChange, placed: PlacedRow, known: RowLife | undefined, step: number): void => {
    const rows = model.history.tables.get(placed.table.name);
    const life = known ?? model.history.lifeOf.get(row) ?? (rows && findLife(rows, placed, step));
    if (life === undefined || life.events.length === 0) setLoose(placed);
    else openLife(life);
  };
  const openChange = (row: RowChange, { table, lives }: ShownChange, index: number): void => {
    openRow(row, { table, row: row.kind === "removed" ? row.before : row.after }, lives?.[index], place.step);
  };

  const view = viewFor(model, place);
  const isSearching = place.text !== "" && recording.detail === "steps";
  const found = useMemo(
    () => (isSearching ? model.search.countBySteps(recording, place) : undefined),
    [isSearching, place.text, place.table, place.hidden],
  );
  const step = recording.steps[place.step];
  const life = place.row && model.history.tables.get(place.row.table)?.lives[place.row.index];
  const names = useMemo(() => [...new Set(recording.tables.map(({ name }) => name))], []);

  useKeys({ model, place, open: openSteps, view, field, failing, go, toggle, nextTheme, showHelp: () => setHasHelp(true) });
  useLayoutEffect(() => document.querySelector(".steps [aria-current]")?.scrollIntoView({ block: "nearest" }), []);
  useEffect(() => main.current?.scrollTo(0, 0), [place.step, place.commit, view, place.table]);

  return (
    <div class="page">
      <PageHeader model={model} theme={theme} onTheme={nextTheme} onHelp={() => setHasHelp(true)} />
      <StepList model={model} place={place} open={openSteps} {...(found && { found })} onToggle={toggle} />
      <main ref={main} class="detail" aria-label="Selected step">
        <div class="detail-head">
          <div>
            <h2>
              <StepTitle step={step} />
            </h2>
            <p class="lead">
              {step === undefined ? "The database as the test got it." : describeOutcome(model, step, place.commit, place.step)}
              {step?.durationMs !== undefined && (
                <>
                  {" "}
                  <span class="duration">{showDuration(step.durationMs)}</span>
                </>
              )}
              {step?.location !== undefined && (
                <span class="mono">
                  {" "}
                  <Name text={step.location} />
                </span>
              )}
            </p>
          </div>
          <div class="around">
            <button
              type="button"
              aria-label="Step before"
              title="Step before (k)"
              disabled={place.step < 0}
              onClick={() => go({ step: place.step - 1, commit: undefined, row: undefined })}
            >
              ↑
            </button>
            <button
              type="button"
              aria-label="Next step"
              title="Next step (j)"
              disabled={place.step >= recording.steps.length - 1}
              onClick={() => go({ step: place.step + 1, commit: undefined, row: undefined })}
            >
              ↓
            </button>
          </div>
        </div>
        <Problems model={model} />
        {step?.notes.map((note) => (
          <p class="note" key={note}>
            <Name text={note} />
          </p>
        ))}
        {step?.error !== undefined && <ErrorBox error={step.error} />}
        {place.step === failing && failing >= 0 && view !== "table" && (
          <LastWriters
            model={model}
            place={place}
            onOpen={({ table, change, step: writer }) =>
              openRow(change, placedRow({ table, change, step: writer }), undefined, writer)
            }
          />
        )}
        <div class="bar">
          <nav class="views" aria-label="Views">
            {VIEWS.map(([name, label]) => (
              <a
                key={name}
                href={writePlace(
                  changePlace(place, { view: name, row: undefined, ...(name !== "step" && { commit: undefined }) }),
                )}
                aria-current={view === name ? "page" : undefined}
                data-label={label}
              >
                {label}
              </a>
            ))}
          </nav>
          <FilterBar place={place} tables={names} hasKinds={view === "step" || view === "start"} field={field} onChange={go} />
        </div>
        {(view === "step" || view === "start") && (
          <ChangesView model={model} place={place} view={view} onOpen={openChange} onClear={clear} isPrinting={isPrinting} />
        )}
        {view === "table" && <TableView model={model} place={place} onOpen={openLife} isPrinting={isPrinting} />}
        {view === "sql" &&
          (step === undefined ? <p class="empty">The test has not begun.</p> : <SqlView step={step} text={place.text} />)}
        <Commands model={model} step={place.step} />
      </main>
      {life !== undefined && (
        <RowSheet
          key={`${life.table} ${life.index}`}
          model={model}
          life={life}
          placed={lastKnown(life)}
          step={place.step}
          hrefOf={(target) =>
            writePlace(
              changePlace(place, { step: target, commit: undefined, row: undefined, view: target < 0 ? "table" : "step" }),
            )
          }
          onClose={() => go({ row: undefined })}
        />
      )}
      {loose !== undefined && (
        <RowSheet model={model} placed={loose} step={place.step} hrefOf={() => ""} onClose={() => setLoose(undefined)} />
      )}
      {hasHelp && <Help onClose={() => setHasHelp(false)} />}
    </div>
  );
}

function lastKnown(life: RowLife): PlacedRow {
  const placed = rowAt(life, Number.POSITIVE_INFINITY) ?? life.events.at(-1)?.before ?? life.initial;
  return placed ?? { table: { name: life.table, columns: [], key: [], redacted: [] }, row: [] };
}
