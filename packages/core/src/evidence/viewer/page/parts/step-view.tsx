import type { JSX } from "preact";
import { sayNothingChanged } from "../../../recorder/nothing-changed.js";
import type { RecordedStep, RowChange } from "../../../recorder/recording.js";
import type { ShownChange } from "../model/changes-since-start.js";
import { changePlace, writePlace, type Place, type View } from "../model/location.js";
import type { PageModel } from "../model/page-model.js";
import { count, plural } from "../model/show-value.js";
import { failingStep, isEmpty, nameOf, tally } from "../model/steps.js";
import { ChangeSection } from "./change-section.js";
import { Name } from "./value.js";

export interface ChangesViewProps {
  readonly model: PageModel;
  readonly place: Place;
  readonly view: "step" | "start";
  readonly onOpen: (row: RowChange, shown: ShownChange, index: number) => void;
  readonly onClear: () => void;
  readonly isPrinting: boolean;
}

/** Rows that changed, table by table. */
export function ChangesView({ model, place, view, onOpen, onClear, isPrinting }: ChangesViewProps): JSX.Element {
  const changes = view === "step" ? model.changesOf(place.step, place.commit) : model.changesSinceStart(place.step);
  const isFiltered = place.table !== undefined || place.text !== "" || place.hidden.length > 0;
  const sections = changes
    .filter(({ table }) => place.table === undefined || table.name === place.table)
    .map((shown) => ({ shown, rows: model.search.find(shown.change, place) }))
    .filter(({ rows }) => rows === undefined || rows.length > 0);
  if (sections.length > 0) {
    return (
      <>
        {sections.map(({ shown, rows }) => (
          <ChangeSection
            key={`${view} ${place.step} ${place.commit ?? ""} ${shown.change.table}`}
            model={model}
            shown={shown}
            {...(rows && { rows })}
            hrefOf={(step) => writePlace(changePlace(place, { step, view: "step", commit: undefined, row: undefined }))}
            onOpen={onOpen}
            isPrinting={isPrinting}
          />
        ))}
      </>
    );
  }
  if (changes.length === 0 || !isFiltered) return <p class="empty">{describeNothing(model, place, view)}</p>;
  return (
    <p class="empty">
      No change here matches the filter.{" "}
      <button type="button" onClick={onClear}>
        Clear it
      </button>
    </p>
  );
}

function describeNothing({ recording }: PageModel, place: Place, view: "step" | "start"): string {
  if (place.step < 0) return "The test has not begun: nothing has changed yet.";
  const say = (complete: string, incomplete: string): string => sayNothingChanged(recording, complete, incomplete);
  if (view === "start" && recording.detail === "scenario")
    return say("The test changed nothing.", "The test is not known to have changed anything.");
  if (view === "start")
    return say("Nothing has changed since the test began.", "Nothing is known to have changed since the test began.");
  if (recording.detail === "scenario") return "The database was not read at this step.";
  if (place.commit !== undefined) return "This commit changed no rows.";
  const step = recording.steps[place.step];
  return step !== undefined && !["passed", "failed"].includes(step.status) && step.changes.length === 0
    ? "This step did not run."
    : say("This step changed nothing.", "This step is not known to have changed anything.");
}

/** What suits a step: where it changed nothing and failed, everything that led to it. */
export function viewFor(model: PageModel, place: Place): View {
  if (place.view !== undefined) return place.view;
  if (place.step < 0) return "table";
  if (model.recording.detail === "scenario") return "start";
  const step = model.recording.steps[place.step];
  const failing = failingStep(model.recording);
  // A page opens on the failing step, or on the last one: where that changed nothing, the whole test says more.
  const opening = failing >= 0 ? failing : model.endOfWhole;
  return place.step === opening && step?.changes.length === 0 ? "start" : "step";
}

/** One sentence on what became of the step, and what it changed. */
export function describeOutcome(model: PageModel, step: RecordedStep, commit: number | undefined, index: number): string {
  if (commit !== undefined) return `Commit ${commit + 1} of ${step.commits.length} in this step.`;
  const outcomes: Readonly<Record<string, string>> = {
    passed: "Passed.",
    failed: "Failed.",
    skipped: "Skipped: it did not run.",
    pending: "Pending.",
    undefined: "Undefined: no step definition matches it.",
    ambiguous: "Ambiguous: several step definitions match it.",
    "not-run": "Did not run.",
  };
  const outcome = outcomes[step.status] ?? step.status;
  if (model.recording.detail === "scenario") return outcome;
  const sum = tally(step.changes);
  if (!["passed", "failed"].includes(step.status) && isEmpty(sum)) return outcome;
  const tables = model.changesOf(index).map(({ table }) => table.name);
  if (tables.length === 0)
    return `${outcome} ${sayNothingChanged(model.recording, "It changed nothing in the database.", "What it changed is not known.")}`;
  return `${outcome} It changed ${plural(sum.added + sum.changed + sum.removed, "row")} in ${tables.length === 1 ? "one table" : `${count(tables.length)} tables`}.`;
}

export function StepTitle({ step }: { readonly step: RecordedStep | undefined }): JSX.Element {
  if (step === undefined) return <>Before the test</>;
  if (step.keyword === "" || step.text === "") return <Name text={nameOf(step)} />;
  return (
    <>
      <span class="keyword">
        <Name text={step.keyword} />
      </span>{" "}
      <Name text={step.text} />
    </>
  );
}
