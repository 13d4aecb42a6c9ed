import type { JSX } from "preact";
import type { PageModel } from "../model/page-model.js";
import { plural } from "../model/show-value.js";
import { failingStep } from "../model/steps.js";
import { showDuration } from "./duration.js";
import { Name } from "./value.js";

export type Theme = "auto" | "light" | "dark";

export interface PageHeaderProps {
  readonly model: PageModel;
  readonly theme: Theme;
  readonly onTheme: () => void;
  readonly onHelp: () => void;
}

export function PageHeader({ model, theme, onTheme, onHelp }: PageHeaderProps): JSX.Element {
  const { test } = model.recording;
  return (
    <header class="page-header">
      <div class="title">
        <h1>
          {test.suite.map((name) => (
            <span class="suite" key={name}>
              <Name text={name} /> ›{" "}
            </span>
          ))}
          <Name text={test.name || `(a ${test.kind} without a name)`} />
        </h1>
        <Outcome model={model} />
      </div>
      <div class="tools">
        <button type="button" onClick={onTheme} title="Light or dark (t)">
          <span class="for-ears">Colours: </span>
          {theme === "auto" ? "Auto" : theme === "light" ? "Light" : "Dark"}
        </button>
        <button type="button" onClick={onHelp} title="Keys (?)" aria-label="Keys">
          ?
        </button>
      </div>
      <Facts model={model} />
    </header>
  );
}

function Outcome({ model: { recording } }: { readonly model: PageModel }): JSX.Element {
  const step = failingStep(recording);
  if (recording.test.status !== "failed") return <span class={`badge ${recording.test.status}`}>{recording.test.status}</span>;
  return <span class="badge failed">{step < 0 ? "failed" : `failed at step ${step + 1}`}</span>;
}

function Facts({ model: { recording, siblings } }: { readonly model: PageModel }): JSX.Element {
  const { test } = recording;
  const facts = [
    test.attempt > 0 ? `attempt ${test.attempt}` : "",
    test.durationMs === undefined ? "" : showDuration(test.durationMs),
    recording.strategy === undefined || recording.strategy === "none" ? "" : recording.strategy,
    recording.redactedValues > 0 ? `${plural(recording.redactedValues, "value")} redacted` : "",
  ].filter((fact) => fact !== "");
  const linked = new Set(siblings.map(({ label }) => label));
  const others = recording.otherDatabases.filter((name) => !linked.has(name));
  return (
    <ul class="facts">
      <li class="mono">
        <Name text={test.line === undefined ? test.file : `${test.file}:${test.line}`} />
      </li>
      <li>
        database{" "}
        <b>
          <Name text={recording.database} />
        </b>
      </li>
      {siblings.map(({ label, href }) => (
        <li key={label}>
          {href === "" ? (
            <Name text={label} />
          ) : (
            <>
              also{" "}
              <a href={href}>
                <Name text={label} />
              </a>
            </>
          )}
        </li>
      ))}
      {others.length > 0 && (
        <li>
          recorded apart: <Name text={others.join(", ")} />
        </li>
      )}
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  );
}
