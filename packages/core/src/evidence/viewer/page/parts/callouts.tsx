import type { JSX } from "preact";
import { changePlace, writePlace, type Place } from "../model/location.js";
import { describeRow } from "../model/describe-row.js";
import type { PageModel } from "../model/page-model.js";
import { toColumns } from "../model/changes-since-start.js";
import { plural } from "../model/show-value.js";
import { nameOf, type Suspect } from "../model/steps.js";
import { CopyButton } from "./copy-button.js";
import { Difference, Name } from "./value.js";

/** Suspects that are in sight; the rest are in the table below. */
const MOST_SUSPECTS = 3;
const MOST_COLUMNS = 4;

/** For each row that changed after it was there: who wrote it last. */
export function LastWriters({
  model,
  place,
  onOpen,
}: {
  readonly model: PageModel;
  readonly place: Place;
  readonly onOpen: (suspect: Suspect) => void;
}): JSX.Element | null {
  const { suspects } = model;
  if (suspects.length === 0) return null;
  return (
    <section class="suspects" aria-labelledby="suspects-title">
      <h3 id="suspects-title">Who wrote last</h3>
      <ul>
        {suspects.slice(0, MOST_SUSPECTS).map((suspect) => (
          <li key={`${suspect.life.table} ${suspect.life.index}`}>
            <SuspectLine model={model} place={place} suspect={suspect} onOpen={() => onOpen(suspect)} />
          </li>
        ))}
      </ul>
      {suspects.length > MOST_SUSPECTS && (
        <p class="hint">and {plural(suspects.length - MOST_SUSPECTS, "more row")}, in the tables below</p>
      )}
    </section>
  );
}

function SuspectLine({
  model,
  place,
  suspect,
  onOpen,
}: {
  readonly model: PageModel;
  readonly place: Place;
  readonly suspect: Suspect;
  readonly onOpen: () => void;
}): JSX.Element {
  const { event, life } = suspect;
  const placed = event.after ?? event.before;
  const step = model.recording.steps[event.step];
  return (
    <>
      <button type="button" class="link row-name" onClick={onOpen}>
        <Name text={life.table} /> {placed !== undefined && <Name text={describeRow(placed)} />}
      </button>{" "}
      {event.kind === "removed" ? "removed" : <ChangedColumns suspect={suspect} />}{" "}
      <span class="by">
        written by{" "}
        <a href={writePlace(changePlace(place, { step: event.step, view: "step", commit: undefined, row: undefined }))}>
          step {event.step + 1}: {step !== undefined && <Name text={nameOf(step)} />}
        </a>
      </span>
    </>
  );
}

function ChangedColumns({ suspect: { event } }: { readonly suspect: Suspect }): JSX.Element | null {
  const { before, after } = event;
  if (before === undefined || after === undefined) return null;
  const was = toColumns(before, after.table);
  return (
    <>
      {event.columns.slice(0, MOST_COLUMNS).map((column) => {
        const position = after.table.columns.indexOf(column);
        return (
          <span class="changed-column" key={column}>
            <span class="column">
              <Name text={column} />
            </span>{" "}
            <Difference before={was[position] ?? null} after={after.row[position] ?? null} />
          </span>
        );
      })}
      {event.columns.length > MOST_COLUMNS && ` and ${plural(event.columns.length - MOST_COLUMNS, "more column")}`}
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
