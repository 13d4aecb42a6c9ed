import type { Kind } from "./search.js";

export type View = "step" | "start" | "table" | "sql";

/** What the page shows; it stands in the address, so that a link leads to the same place. */
export interface Place {
  /** Position of the step; -1 is the beginning of the test. */
  readonly step: number;
  /** Position of a commit in the step; absent for the whole step. */
  readonly commit?: number;
  /** Absent: what suits the step. */
  readonly view?: View;
  readonly table?: string;
  readonly hidden: readonly Kind[];
  readonly text: string;
  /** The row whose life is open. */
  readonly row?: { readonly table: string; readonly index: number };
}

const KINDS: readonly Kind[] = ["added", "changed", "removed"];
const VIEWS: readonly View[] = ["step", "start", "table", "sql"];

export function readPlace(hash: string, fallbackStep: number, stepCount: number): Place {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const step = wholeNumber(fields.get("step"));
  const commit = wholeNumber(fields.get("commit"));
  const view = VIEWS.find((one) => one === fields.get("view"));
  const table = fields.get("table");
  const hide = fields.get("hide")?.split(",") ?? [];
  const row = /^(\d+):([^]+)$/.exec(fields.get("row") ?? "");
  return {
    step: step !== undefined && step <= stepCount ? step - 1 : fallbackStep,
    ...(commit !== undefined && commit > 0 && { commit: commit - 1 }),
    ...(view && { view }),
    ...(table !== null && { table }),
    hidden: KINDS.filter((kind) => hide.includes(kind)),
    text: fields.get("q") ?? "",
    ...(row?.[1] !== undefined && row[2] !== undefined && { row: { index: Number(row[1]), table: row[2] } }),
  };
}

export type PlaceChange = { readonly [Key in keyof Place]?: Place[Key] | undefined };

/** A place with other fields; those that are `undefined` are absent from it. */
export function changePlace(place: Place, change: PlaceChange): Place {
  const { step, commit, view, table, hidden, text, row } = { ...place, ...change };
  return {
    step: step ?? place.step,
    ...(commit !== undefined && { commit }),
    ...(view !== undefined && { view }),
    ...(table !== undefined && { table }),
    hidden: hidden ?? place.hidden,
    text: text ?? place.text,
    ...(row !== undefined && { row }),
  };
}

export function writePlace(place: Place): string {
  const fields = [`#step=${place.step + 1}`];
  if (place.commit !== undefined) fields.push(`commit=${place.commit + 1}`);
  if (place.view !== undefined) fields.push(`view=${place.view}`);
  if (place.table !== undefined) fields.push(`table=${encode(place.table)}`);
  if (place.hidden.length > 0) fields.push(`hide=${place.hidden.join(",")}`);
  if (place.text !== "") fields.push(`q=${encode(place.text)}`);
  if (place.row !== undefined) fields.push(`row=${place.row.index}:${encode(place.row.table)}`);
  return fields.join("&");
}

/** Lone surrogates have no bytes that an address could hold. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Cs}/gu, "\u{FFFD}"));
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
