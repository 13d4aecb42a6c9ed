import type { JSX } from "preact";
import { changePlace, writePlace, type Place } from "../model/location.js";
import { describeRow } from "../model/describe-row.js";
import type { PageModel } from "../model/page-model.js";
import { plural } from "../model/show-value.js";
import { shortNameOf } from "../model/steps.js";
import { placedRow, type Suspect } from "../model/suspects.js";
import { CopyButton } from "./copy-button.js";
import { Difference, Name } from "./value.js";

const MOST_COLUMNS = 4;

export interface LastWritersProps {
  readonly model: PageModel;
  readonly place: Place;
  readonly onOpen: (suspect: Suspect) => void;
}

/** For each row that changed after it was there: who wrote it last. */
export function LastWriters({ model, place, onOpen }: LastWritersProps): JSX.Element | null {
  const { first, hasMore } = model.suspects;
  if (first.length === 0) return null;
  return (
    <section class="suspects" aria-labelledby="suspects-title">
      <h3 id="suspects-title">Written last</h3>
      <ul>
        {first.map((suspect, index) => (
          // They never change.
          <li key={index}>
            <SuspectLine model={model} place={place} suspect={suspect} onOpen={() => onOpen(suspect)} />
          </li>
        ))}
      </ul>
      {hasMore && <p class="hint">More rows are under “Since the start”, each with the step that wrote it last.</p>}
    </section>
  );
}

function SuspectLine({
  model,
  place,
  suspect,
  onOpen,
}: Omit<LastWritersProps, "onOpen"> & { readonly suspect: Suspect; readonly onOpen: () => void }): JSX.Element {
  const { step, table, change } = suspect;
  const recorded = model.recording.steps[step];
  return (
    <>
      <button type="button" class="link row-name" onClick={onOpen}>
        <Name text={table.name} /> <Name text={describeRow(placedRow(suspect))} />
      </button>{" "}
      {change.kind === "removed" ? "removed" : <ChangedColumns suspect={suspect} />}{" "}
      <span class="by">
        {change.kind === "removed" ? "by" : "written by"}{" "}
        <a href={writePlace(changePlace(place, { step, view: "step", commit: undefined, row: undefined }))}>
          step {step + 1}: {recorded !== undefined && <Name text={shortNameOf(recorded)} />}
        </a>
      </span>
    </>
  );
}

function ChangedColumns({ suspect: { table, change } }: { readonly suspect: Suspect }): JSX.Element | null {
  if (change.kind !== "changed") return null;
  return (
    <>
      {change.columns.slice(0, MOST_COLUMNS).map((position) => (
        <span class="changed-column" key={position}>
          <span class="column">
            <Name text={table.columns[position] ?? ""} />
          </span>{" "}
          <Difference before={change.before[position] ?? null} after={change.after[position] ?? null} />
        </span>
      ))}
      {change.columns.length > MOST_COLUMNS && ` and ${plural(change.columns.length - MOST_COLUMNS, "more column")}`}
    </>
  );
}

/** What is not in the recording, and why. */
export function Problems({ model: { recording, warning } }: { readonly model: PageModel }): JSX.Element | null {
  const sentences = [
    ...(warning === undefined ? [] : [warning]),
    ...(recording.detail === "scenario"
      ? [
          `The database was read only before and after the test, not at each step${recording.reason === undefined ? "" : `: ${recording.reason.replace(/\.$/, "")}`}.`,
        ]
      : []),
    ...recording.problems,
  ];
  if (sentences.length === 0) return null;
  return (
    <ul class="problems" aria-label="What was not recorded">
      {sentences.map((sentence, index) => (
        <li key={index}>
          <Name text={sentence} />
        </li>
      ))}
    </ul>
  );
}

/** How to get the database itself. */
export function Commands({
  model: { recording },
  step,
}: {
  readonly model: PageModel;
  readonly step: number;
}): JSX.Element | null {
  const { number, retainedPath, redactedValues } = recording;
  if (number === undefined && retainedPath === undefined && redactedValues === 0) return null;
  const command = number === undefined ? undefined : `picklejar failed ${number} --at ${step < 0 ? "start" : step + 1} out.db`;
  return (
    <footer class="commands">
      {command !== undefined && recording.detail === "steps" && (
        <p>
          <span>{step < 0 ? "The database as it was before the test" : `The database as it was after step ${step + 1}`}</span>
          <code>{command}</code>
          <CopyButton text={command} what="command" />
        </p>
      )}
      {retainedPath !== undefined && (
        <p>
          <span>Retained database{redactedValues > 0 ? ", in which nothing is redacted" : ""}</span>
          <code>
            <Name text={retainedPath} />
          </code>
          <CopyButton text={retainedPath} what="path" />
        </p>
      )}
      {redactedValues > 0 && (
        <p>
          <span>
            {plural(redactedValues, "value")} of columns whose names look like secrets {redactedValues === 1 ? "is" : "are"}{" "}
            redacted; the option <code>redact</code> decides which.
          </span>
        </p>
      )}
    </footer>
  );
}
