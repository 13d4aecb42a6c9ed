import type { RecordedStep, Recording } from "../recorder/recording.js";
import { findRecording, type FoundRecording } from "../recorder/read/read-recording.js";
import type { PageData, PageSibling } from "./page-data.js";
import { readPageTemplate } from "./page-template.js";

export interface RenderPageOptions {
  /** Pages of the same test's other databases. */
  readonly siblings?: readonly PageSibling[];
}

/**
 * Gives one HTML file that shows a recording: it opens from `file://`, and needs neither a server nor the network. Everything in the recording is
 * data there: its text never becomes markup or code. The page of a recording of another version, or of a damaged one, says that it is one.
 *
 * @throws what `fs` throws where the built page is missing
 */
export function renderPage(recording: Recording, options: RenderPageOptions = {}): string {
  const [start, afterTitle, afterNoscript, end] = readPageTemplate();
  // What this version does not know stays in the data: a newer page may be made of it.
  const data: PageData = { recording: shorten(recording), siblings: options.siblings ?? [] };
  const found = findRecording(recording);
  const title = found === undefined ? "picklejar" : `${found.recording.test.name} · picklejar`;
  const fallback = found === undefined ? "" : listSteps(found);
  return [start, escapeText(title), afterTitle, fallback, afterNoscript, escapeJson(data), end].join("");
}

/** A step's only commit says what the step says already. */
function shorten(recording: Recording): Recording {
  if (!Array.isArray(recording?.steps)) return recording;
  const steps = recording.steps.map((step) =>
    // Damaged steps stay as they are, so that the page can say what is wrong with them.
    step?.commits?.length === 1 && Array.isArray(step.commits[0]?.changes) ? { ...step, commits: [{ changes: [] }] } : step,
  );
  return { ...recording, steps };
}

/** What somebody sees whose browser runs no scripts. */
function listSteps({ recording, warning }: FoundRecording): string {
  const items = recording.steps.map((step) => `<li>${escapeText(describeStep(step))}</li>`);
  const heading = [...recording.test.suite, recording.test.name].join(" › ");
  const warned = warning === undefined ? "" : `<p>${escapeText(warning)}</p>`;
  return `${warned}<p><b>${escapeText(heading)}</b>: ${escapeText(recording.test.status)}</p><ol>${items.join("")}</ol>`;
}

function describeStep(step: RecordedStep): string {
  const changes = step.changes.reduce((sum, change) => sum + change.added + change.changed + change.removed, 0);
  const name = [step.keyword, step.text].filter((part) => part !== "").join(" ");
  return `${name} (${step.status}${changes === 0 ? "" : `, ${changes} ${changes === 1 ? "row" : "rows"} changed`})`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text for HTML. Characters that a file or a parser would lose or change, and marks that turn the direction of text, are replaced. */
function escapeText(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => (/\s/.test(character) ? " " : "\u{FFFD}"))
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** JSON that ends no `script` element and opens no comment in it; lone surrogates are escaped by `JSON.stringify` itself. */
function escapeJson(data: PageData): string {
  return JSON.stringify(data).replaceAll(
    /[<>&\u2028\u2029\u007f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
