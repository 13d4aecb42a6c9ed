import type { JSX } from "preact";
import { count } from "../model/show-value.js";
import { isEmpty, type Tally } from "../model/steps.js";

/** `+2 ~1 −1`, each with a word for readers of the screen. */
export function Counts({ tally, empty = "" }: { readonly tally: Tally; readonly empty?: string }): JSX.Element | null {
  if (isEmpty(tally)) return empty === "" ? null : <span class="none">{empty}</span>;
  return (
    <span class="counts">
      <One sign="+" kind="added" number={tally.added} />
      <One sign="~" kind="changed" number={tally.changed} />
      <One sign="−" kind="removed" number={tally.removed} />
    </span>
  );
}

function One({
  sign,
  kind,
  number,
}: {
  readonly sign: string;
  readonly kind: keyof Tally;
  readonly number: number;
}): JSX.Element | null {
  if (number === 0) return null;
  return (
    <span class={kind} title={`${count(number)} ${kind}`}>
      <span aria-hidden="true">{sign}</span>
      {count(number)}
      <span class="for-ears"> {kind} </span>
    </span>
  );
}
