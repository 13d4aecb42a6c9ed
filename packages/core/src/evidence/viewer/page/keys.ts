import { useEffect, useRef } from "preact/hooks";
import type { RefObject } from "preact";

import type { Place, PlaceChange, View } from "./model/location.js";
import type { PageModel } from "./model/page-model.js";
import { noteKeyPress } from "./timings.js";

export interface KeysOptions {
  readonly model: PageModel;
  readonly place: Place;
  readonly open: ReadonlySet<number>;
  readonly view: View;
  readonly field: RefObject<HTMLInputElement | null>;
  /** Position of the failing step; -1 for none. */
  readonly failing: number;
  readonly go: (change: PlaceChange) => void;
  readonly toggle: (step: number, isOpen: boolean) => void;
  readonly nextTheme: () => void;
  readonly showHelp: () => void;
}

const VIEW_KEYS: Readonly<Record<string, View>> = { "1": "step", "2": "start", "3": "table", "4": "sql" };

/** Listens to keys, wherever the focus is. Fields and dialogs keep theirs. */
export function useKeys(options: KeysOptions): void {
  const latest = useRef(options);
  latest.current = options;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (
        event.defaultPrevented ||
        event.altKey ||
        event.ctrlKey ||
        event.metaKey ||
        document.querySelector("dialog[open]") !== null
      )
        return;
      if (!press(event, latest.current)) return;
      event.preventDefault();
      noteKeyPress(event.timeStamp);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

/** Whether the key meant something. */
function press(event: KeyboardEvent, options: KeysOptions): boolean {
  const { field, go, model, place } = options;
  const focused = document.activeElement;
  if (focused === field.current && focused !== null) return event.key === "Escape" && leaveSearch(options);
  if (focused?.tagName === "SELECT" && event.key !== "Escape") return false;
  // A wide table scrolls sideways.
  if (/^Arrow(?:Left|Right)$/.test(event.key) && focused?.closest(".grid, pre, .whole") != null) return false;
  const view = VIEW_KEYS[event.key];
  if (view !== undefined) {
    go({ view, row: undefined, ...(view !== "step" && { commit: undefined }) });
    return true;
  }
  switch (event.key) {
    case "ArrowDown":
    case "j":
      return move(options, 1);
    case "ArrowUp":
    case "k":
      return move(options, -1);
    case "ArrowRight":
      return openCommits(options, true);
    case "ArrowLeft":
      return openCommits(options, false);
    case "Home":
      return select(options, { step: -1 });
    case "End":
      return select(options, { step: model.recording.steps.length - 1 });
    case "f":
      return options.failing >= 0 && select(options, { step: options.failing });
    case "/":
      field.current?.focus();
      field.current?.select();
      return true;
    case "t":
      options.nextTheme();
      return true;
    case "?":
      options.showHelp();
      return true;
    case "Escape":
      if (place.commit !== undefined) return select(options, { step: place.step });
      if (place.text !== "") go({ text: "" });
      return focusStep();
    default:
      return false;
  }
}

interface Position {
  readonly step: number;
  readonly commit?: number;
}

function move(options: KeysOptions, by: 1 | -1): boolean {
  const positions = listPositions(options);
  const { step, commit } = options.place;
  const current = positions.findIndex((one) => one.step === step && (one.commit === commit || !options.open.has(step)));
  const target = positions[Math.max(0, Math.min(positions.length - 1, current + by))];
  return target !== undefined && select(options, target);
}

/** What stands in the list of steps, from top to bottom. */
function listPositions({ model, open }: KeysOptions): readonly Position[] {
  const steps = model.recording.steps.flatMap(({ commits }, step): Position[] =>
    open.has(step) && commits.length > 1 ? [{ step }, ...commits.map((_, commit) => ({ step, commit }))] : [{ step }],
  );
  return [{ step: -1 }, ...steps];
}

function select({ go, place }: KeysOptions, { step, commit }: Position): boolean {
  const isForCommit = commit !== undefined && place.view !== undefined && place.view !== "step";
  go({ step, commit, row: undefined, ...(isForCommit && { view: undefined }) });
  return focusStep();
}

function openCommits(options: KeysOptions, isOpen: boolean): boolean {
  const { step, commit } = options.place;
  if ((options.model.recording.steps[step]?.commits.length ?? 0) < 2) return false;
  options.toggle(step, isOpen);
  return !isOpen && commit !== undefined ? select(options, { step }) : focusStep();
}

function leaveSearch({ go, place, field }: KeysOptions): boolean {
  if (place.text !== "") {
    go({ text: "" });
    return true;
  }
  field.current?.blur();
  return focusStep();
}

/** Takes the focus to the selected step, and brings it into sight. */
function focusStep(): boolean {
  const step = document.querySelector<HTMLElement>(".steps [aria-current]");
  step?.focus({ preventScroll: true });
  step?.scrollIntoView({ block: "nearest" });
  return true;
}
