import { Component } from "preact";
import type { JSX } from "preact";
import { sayNothingChanged } from "../../../recorder/nothing-changed.js";
import type { RecordedStep } from "../../../recorder/recording.js";
import type { PageModel } from "../model/page-model.js";
import { changePlace, writePlace, type Place } from "../model/location.js";
import { count, plural } from "../model/show-value.js";
import { sectionName, tally } from "../model/steps.js";
import { Counts } from "./counts.js";
import { showDuration } from "./duration.js";
import { Name } from "./value.js";

export interface StepListProps {
  readonly model: PageModel;
  readonly place: Place;
  /** Positions of steps whose commits are shown. */
  readonly open: ReadonlySet<number>;
  /** Matching rows of each step, while somebody searches. */
  readonly found?: readonly number[];
  readonly onToggle: (step: number) => void;
}

/** The steps in their sections. Each is a link, so that one can be copied or opened elsewhere. */
export function StepList({ model, place, open, found, onToggle }: StepListProps): JSX.Element {
  const { steps, detail } = model.recording;
  const unchanged = detail === "steps" ? sayNothingChanged(model.recording, "no change", "not known") : "";
  const filter = hrefOf(place, 0);
  return (
    <nav class="steps" aria-label="Steps">
      <ol>
        <li>
          <a
            class="step beginning"
            href={hrefOf(place, -1)}
            tabIndex={place.step === -1 ? 0 : -1}
            aria-current={place.step === -1 ? "step" : undefined}
            data-step={-1}
          >
            <span class="step-number" />
            <span class="status" aria-hidden="true">
              ◇
            </span>
            <span class="step-name">Before the test</span>
          </a>
        </li>
      </ol>
      {groupSteps(steps).map(({ section, first, last }) => (
        <section key={first} aria-labelledby={`section-${first}`}>
          <h2 id={`section-${first}`}>{sectionName(section)}</h2>
          <ol start={first + 1}>
            {steps.slice(first, last + 1).map((step, offset) => (
              <StepItem
                key={first + offset}
                step={step}
                index={first + offset}
                isCurrent={place.step === first + offset}
                commit={place.step === first + offset ? place.commit : undefined}
                isOpen={open.has(first + offset)}
                found={found?.[first + offset]}
                unchanged={unchanged}
                place={place}
                filter={filter}
                onToggle={onToggle}
              />
            ))}
          </ol>
        </section>
      ))}
    </nav>
  );
}

interface StepItemProps {
  readonly step: RecordedStep;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly commit: number | undefined;
  readonly isOpen: boolean;
  readonly found: number | undefined;
  /** What stands in place of counts where no change was recorded. */
  readonly unchanged: string;
  readonly place: Place;
  /** What of the place is in the links of all steps. */
  readonly filter: string;
  readonly onToggle: (step: number) => void;
}

/** Of two hundred steps a key press changes two. */
class StepItem extends Component<StepItemProps> {
  override shouldComponentUpdate(next: StepItemProps): boolean {
    const { props } = this;
    const isSame = (key: keyof StepItemProps): boolean => props[key] === next[key];
    return !(["step", "isCurrent", "commit", "isOpen", "found", "filter"] as const).every(isSame);
  }

  override render({ step, index, isCurrent, commit, isOpen, found, unchanged, place, onToggle }: StepItemProps): JSX.Element {
    const changes = tally(step.changes);
    const hasCommits = step.commits.length > 1;
    return (
      <li class={found === 0 ? "faint" : ""}>
        <div class={`step-row ${step.status}`}>
          <a
            class={`step ${step.status}`}
            href={hrefOf(place, index)}
            tabIndex={isCurrent && commit === undefined ? 0 : -1}
            aria-current={isCurrent && commit === undefined ? "step" : undefined}
            data-step={index}
            data-within={isCurrent ? "" : undefined}
          >
            <span class="step-number">{index + 1}</span>
            <Status status={step.status} />
            <span class="step-name">
              {step.keyword !== "" && (
                <b>
                  <Name text={step.keyword} />{" "}
                </b>
              )}
              <Name text={step.text} />
            </span>
            {found === undefined ? (
              <Counts tally={changes} empty={hasRun(step) ? unchanged : ""} />
            ) : (
              <span class="found">{found === 0 ? "" : count(found)}</span>
            )}
            {(hasCommits || describe(step) !== "") && <span class="under">{describe(step)}</span>}
          </a>
          {hasCommits && (
            <button type="button" class="toggle" tabIndex={-1} aria-expanded={isOpen} onClick={() => onToggle(index)}>
              {plural(step.commits.length, "commit")}
            </button>
          )}
        </div>
        {hasCommits && isOpen && (
          <ol class="commits">
            {step.commits.map((one, position) => (
              // A commit has no other name than its position.
              <li key={position}>
                <a
                  class="step commit"
                  href={writePlace(changePlace(place, { step: index, commit: position, view: "step", row: undefined }))}
                  tabIndex={isCurrent && commit === position ? 0 : -1}
                  aria-current={isCurrent && commit === position ? "step" : undefined}
                  data-step={index}
                  data-commit={position}
                >
                  <span class="step-name">Commit {position + 1}</span>
                  <Counts tally={tally(one.changes)} empty={unchanged} />
                </a>
              </li>
            ))}
          </ol>
        )}
      </li>
    );
  }
}

const MARKS: Readonly<Record<string, readonly [string, string]>> = {
  passed: ["✓", "passed"],
  failed: ["✗", "failed"],
  skipped: ["○", "skipped"],
  pending: ["◐", "pending"],
  undefined: ["?", "undefined"],
  ambiguous: ["?", "ambiguous"],
  "not-run": ["○", "not run"],
};

function Status({ status }: { readonly status: string }): JSX.Element {
  const [mark, word] = MARKS[status] ?? ["•", status];
  return (
    <span class={`status ${status}`} title={word}>
      <span aria-hidden="true">{mark}</span>
      <span class="for-ears">{word}: </span>
    </span>
  );
}

function hasRun({ status }: RecordedStep): boolean {
  return ["passed", "failed"].includes(status);
}

function describe(step: RecordedStep): string {
  const what = hasRun(step) ? [] : [MARKS[step.status]?.[1] ?? step.status];
  return [...what, ...(step.durationMs === undefined ? [] : [showDuration(step.durationMs)])].join(" · ");
}

function groupSteps(
  steps: readonly RecordedStep[],
): readonly { readonly section: string; readonly first: number; readonly last: number }[] {
  const groups: { section: string; first: number; last: number }[] = [];
  for (const [index, { section }] of steps.entries()) {
    const last = groups.at(-1);
    if (last?.section === section) last.last = index;
    else groups.push({ section, first: index, last: index });
  }
  return groups;
}

function hrefOf(place: Place, step: number): string {
  return writePlace(changePlace(place, { step, commit: undefined, row: undefined }));
}
