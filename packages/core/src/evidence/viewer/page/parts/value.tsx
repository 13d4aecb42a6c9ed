import type { JSX } from "preact";
import type { RecordedValue } from "../../../recorder/recording.js";
import { showDifference } from "../model/show-difference.js";
import { showValue, type ShownValue } from "../model/show-value.js";
import { makeVisible, type Segment } from "../model/visible-text.js";

/** A name or a sentence that came from outside: nothing in it is invisible. */
export function Name({ text }: { readonly text: string }): JSX.Element {
  return <bdi>{makeVisible(text).map(drawSegment)}</bdi>;
}

export function Value({
  value,
  shown = showValue(value),
}: {
  readonly value: RecordedValue;
  readonly shown?: ShownValue;
}): JSX.Element {
  return <bdi class={`value ${shown.kind}`}>{shown.segments.map(drawSegment)}</bdi>;
}

/** A value before and after. Readers of the screen hear which is which. */
export function Difference({ before, after }: { readonly before: RecordedValue; readonly after: RecordedValue }): JSX.Element {
  const [was, is] = showDifference(before, after);
  return (
    <span class="difference">
      <del>
        <Value value={before} shown={was} />
      </del>
      <span class="arrow" aria-hidden="true">
        →
      </span>
      <ins>
        <Value value={after} shown={is} />
      </ins>
    </span>
  );
}

export function drawSegment({ text, as, title }: Segment): JSX.Element | string {
  return as === undefined ? (
    text
  ) : (
    <span class={as} title={title}>
      {text}
    </span>
  );
}
