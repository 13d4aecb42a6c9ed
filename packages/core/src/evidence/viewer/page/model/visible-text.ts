/** A piece of text, and what kind of piece it is. */
export interface Segment {
  readonly text: string;
  /** `mark` stands for a character that nobody would see otherwise; `dim` is not part of the value. */
  readonly as?: "mark" | "dim";
  /** Says what a mark stands for. */
  readonly title?: string;
}

/**
 * Characters that are invisible, that turn the direction of text, or that could be taken for others: control and format characters, lone
 * surrogates, separators, spaces other than U+0020, fillers; and spaces at an end or next to each other. Joiners inside of an emoji are none of these.
 */
const HIDDEN =
  /(?<!\p{Extended_Pictographic}\uFE0F?)\u200D|[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00A0\u1680\u2000-\u200C\u200E\u200F\u202F\u205F\u3000\u3164\uFFA0\u115F\u1160\u2800]|(?!\u200D)\p{Cf}|^ +| +$| {2,}/gu;

/** Most texts; this is quicker to see. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

const NAMES: Readonly<Record<string, string>> = {
  "\n": "line feed",
  "\r": "carriage return",
  "\t": "tab",
  "\0": "NUL",
  "\u001B": "escape",
};
/** As in the tables of ASCII; few fonts have the pictures of Unicode for them. */
const CONTROLS =
  "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US".split(
    " ",
  );
const SYMBOLS: Readonly<Record<string, string>> = { "\n": "↵", "\t": "⇥" };

/** Gives text in which nothing is invisible. With `lines`, a line feed also begins a new line. */
export function makeVisible(text: string, lines = false): readonly Segment[] {
  if (PLAIN.test(text)) return [{ text }];
  const segments: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > end) segments.push({ text: text.slice(end, match.index) });
    segments.push(markFor(match[0], lines));
    end = match.index + match[0].length;
  }
  if (end < text.length) segments.push({ text: text.slice(end) });
  return segments;
}

function markFor(hidden: string, lines: boolean): Segment {
  if (hidden.startsWith(" "))
    return { text: "·".repeat(hidden.length), as: "mark", title: hidden.length === 1 ? "space" : `${hidden.length} spaces` };
  const code = hidden.codePointAt(0) ?? 0;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const name = NAMES[hidden];
  const symbol = symbolFor(hidden, code, hex);
  return {
    text: lines && hidden === "\n" ? `${symbol}\n` : symbol,
    as: "mark",
    title: name === undefined ? hex : `${hex} ${name}`,
  };
}

function symbolFor(hidden: string, code: number, hex: string): string {
  const symbol = SYMBOLS[hidden];
  if (symbol !== undefined) return symbol;
  return `⟨${code === 0x7f ? "DEL" : (CONTROLS[code] ?? hex)}⟩`;
}
