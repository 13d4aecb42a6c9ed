import type { JSX } from "preact";
import { plural } from "../model/show-value.js";
import { makeVisible, type Segment } from "../model/visible-text.js";
import { CopyButton } from "./copy-button.js";
import { drawSegment } from "./value.js";

/** Message in sight, stack on request. */
export function ErrorBox({ error }: { readonly error: string }): JSX.Element {
  const lines = error.split("\n");
  const frame = lines.findIndex((line) => /^\s+at\s/.test(line));
  const message = lines.slice(0, frame < 0 ? lines.length : frame);
  const stack = frame < 0 ? [] : lines.slice(frame);
  return (
    <div class="error" role="group" aria-label="Error">
      <pre tabIndex={0}>{toLines(message.join("\n").trimEnd()).map(drawSegment)}</pre>
      <CopyButton text={error} what="error" />
      {stack.length > 0 && (
        <details>
          <summary>{plural(stack.length, "line")} of stack</summary>
          <pre tabIndex={0}>{toLines(stack.join("\n")).map(drawSegment)}</pre>
        </details>
      )}
    </div>
  );
}

/** Spaces and line ends are the form of a message; other marks stay. */
function toLines(text: string): readonly Segment[] {
  return makeVisible(text, true).map((segment) => {
    if (segment.as !== "mark") return segment;
    if (segment.text.startsWith("·")) return { text: " ".repeat(segment.text.length) };
    return segment.text === "↵\n" ? { text: "\n" } : segment;
  });
}
