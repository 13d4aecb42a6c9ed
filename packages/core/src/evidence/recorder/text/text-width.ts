/** Takes two columns of a terminal: most of Chinese, Japanese, Korean, and emoji. */
const WIDE =
  /^(?:[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|.*\uFE0F)/u;

/** Columns of a terminal that a line takes. */
export function widthOf(text: string): number {
  return graphemesOf(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

/** Shortens a line to so many columns, with `…` for the rest. */
export function shorten(text: string, width: number): string {
  // Far more than fits is not looked at.
  const graphemes = graphemesOf(text.slice(0, width * 8));
  let used = 0;
  let end = 0;
  for (const grapheme of graphemes) {
    used += graphemeWidth(grapheme);
    if (used > width) break;
    end += grapheme.length;
  }
  if (end === text.length) return text;
  while (end > 0 && widthOf(text.slice(0, end)) > width - 1) end -= graphemesOf(text.slice(0, end)).at(-1)?.length ?? 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

export function padToWidth(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

function graphemesOf(text: string): readonly string[] {
  return Array.from(new Intl.Segmenter("en").segment(text), ({ segment }) => segment);
}

function graphemeWidth(grapheme: string): number {
  return WIDE.test(grapheme) ? 2 : 1;
}
