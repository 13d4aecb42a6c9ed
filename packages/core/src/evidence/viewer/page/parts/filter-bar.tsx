import type { JSX, RefObject } from "preact";
import type { Kind } from "../model/search.js";
import type { Place } from "../model/location.js";

export interface FilterBarProps {
  readonly place: Place;
  readonly tables: readonly string[];
  readonly hasKinds: boolean;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onChange: (change: {
    readonly table?: string | undefined;
    readonly hidden?: readonly Kind[];
    readonly text?: string;
  }) => void;
}

const KINDS: readonly (readonly [Kind, string])[] = [
  ["added", "+"],
  ["changed", "~"],
  ["removed", "−"],
];

export function FilterBar({ place, tables, hasKinds, field, onChange }: FilterBarProps): JSX.Element {
  const toggle = (kind: Kind): readonly Kind[] =>
    place.hidden.includes(kind) ? place.hidden.filter((one) => one !== kind) : [...place.hidden, kind];
  return (
    <div class="filters" role="search">
      <label class="search">
        <span class="for-ears">Search in values</span>
        <input
          ref={field}
          type="search"
          placeholder="Search values"
          value={place.text}
          spellcheck={false}
          autocomplete="off"
          onInput={({ currentTarget }) => onChange({ text: currentTarget.value })}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      <label>
        <span class="for-ears">Table</span>
        <select
          value={place.table ?? ""}
          onChange={({ currentTarget }) => onChange({ table: currentTarget.value || undefined })}
        >
          <option value="">All tables</option>
          {tables.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <div class="kinds" role="group" aria-label="Kinds of changes">
        {KINDS.map(([kind, sign]) => (
          <button
            key={kind}
            type="button"
            class={kind}
            title={`Show what was ${kind}`}
            disabled={!hasKinds}
            aria-pressed={!place.hidden.includes(kind)}
            onClick={() => onChange({ hidden: toggle(kind) })}
          >
            <span aria-hidden="true">{sign}</span>
            <span class="for-ears">{kind}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
