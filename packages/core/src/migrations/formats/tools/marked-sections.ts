/** Part of a file, by offset. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
}

/** Keeps parts of a text, and the line breaks between them, so that errors name the right line. */
export function keepParts(text: string, parts: readonly TextPart[]): string {
  let kept = "";
  let position = 0;
  for (const { start, end } of parts) {
    kept += linesOf(text.slice(position, start)) + text.slice(start, end);
    position = end;
  }
  return kept;
}

function linesOf(text: string): string {
  return text.replaceAll(/[^\n]+/g, "");
}
