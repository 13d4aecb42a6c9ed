import type { RecordedValue } from "../../../recorder/recording.js";
import type { Segment } from "./visible-text.js";
import { showValue, type ShownValue } from "./show-value.js";

/** Characters before the first difference that stay. */
const CONTEXT = 12;
/** Texts that are shorter are shown whole. */
const SHORT = 32;

/** Two values of one column. Where long texts begin alike, what they share is left out, so that their difference is in sight. */
export function showDifference(before: RecordedValue, after: RecordedValue): readonly [ShownValue, ShownValue] {
  const was = textOf(before);
  const is = textOf(after);
  const alike = was === undefined || is === undefined || Math.max(was.length, is.length) <= SHORT ? 0 : countAlike(was, is);
  const cut = alike - CONTEXT;
  return cut <= 4 ? [showValue(before, 60), showValue(after, 60)] : [showFrom(before, cut), showFrom(after, cut)];
}

function textOf(value: RecordedValue): string | undefined {
  if (typeof value === "string") return value;
  return value !== null && typeof value === "object" && "text" in value ? value.text : undefined;
}

function countAlike(one: string, other: string): number {
  let position = 0;
  while (position < one.length && one[position] === other[position]) position++;
  return position;
}

function showFrom(value: RecordedValue, cut: number): ShownValue {
  const text = textOf(value) ?? "";
  const start = /^[\uDC00-\uDFFF]/.test(text.slice(cut)) ? cut + 1 : cut;
  const { kind, segments } = showValue(text.slice(start), 60);
  const [quote, ...rest] = segments;
  const gap: Segment = { text: "…", as: "dim", title: `${start} characters that did not change` };
  return { kind, segments: quote === undefined ? [gap] : [quote, gap, ...rest] };
}
