import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [["↑", "↓"], "the step before, the next step; in a table, the row above and below"],
  [["k", "j"], "the step before, the next step, wherever you are"],
  [["→", "←"], "open a step's commits, close them"],
  [["Home", "End"], "before the test, the last step"],
  [["f"], "the failing step"],
  [["1", "2", "3", "4"], "what the step changed, since the start, tables, SQL"],
  [["/"], "search in values"],
  [["Enter"], "in a table: the life of the row"],
  [["Esc"], "close, clear the search, leave the table"],
  [["t"], "light, dark, or as the system has it"],
  [["?"], "these keys"],
];

export function Help({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <div class="sheet-body">
        <header>
          <h2 id="help-title">Keys</h2>
          <button type="button" class="close" aria-label="Close" title="Close (Esc)" onClick={() => dialog.current?.close()}>
            ✕
          </button>
        </header>
        <dl class="keys">
          {KEYS.map(([keys, what]) => (
            <div key={what}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <p class="hint">
          <span class="value text">'1'</span> is a text, <span class="value number">1</span> an integer,{" "}
          <span class="value number">1.0</span> a real. Marks such as <span class="mark">↵</span>, <span class="mark">·</span>{" "}
          and <span class="mark">⟨U+202E⟩</span> stand for characters that are invisible. Redacted secrets with the same number
          are equal.
        </p>
      </div>
    </dialog>
  );
}
