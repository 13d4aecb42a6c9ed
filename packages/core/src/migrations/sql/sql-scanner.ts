/**
 * Moves through SQL token by token like SQLite's tokenizer, as precisely as finding statements needs. White space and comments are not tokens.
 *
 * @remarks Stores no tokens, so a seed of any size needs no memory beyond its text.
 */
export class SqlScanner {
  /** Offset of the current token's first code unit. */
  start = 0;
  /** Offset after the current token's last code unit. */
  end = 0;
  readonly #sql: string;
  /** The next offset of each of {@link STOPS}, as far as it is known: each search reads the text once. */
  readonly #nextStops = STOPS.map(() => -1);
  #lastWord = "";
  #lastText = "";

  constructor(sql: string) {
    this.#sql = sql;
  }

  /** Goes to the next token; `false` if there is none. */
  next(): boolean {
    this.start = skipSpace(this.#sql, this.end);
    this.end = this.start;
    if (this.start >= this.#sql.length) return false;
    this.end = endOfToken(this.#sql, this.start);
    return true;
  }

  /** A word in upper case, or a single sign. Quoted names and literals are `"`: they are no keywords. */
  get text(): string {
    if (isQuote(this.#sql.charCodeAt(this.start))) return '"';
    const { written } = this;
    // The statements of a seed begin with the same word.
    if (written !== this.#lastWord) {
      this.#lastWord = written;
      this.#lastText = written.toUpperCase();
    }
    return this.#lastText;
  }

  /** The token as written. */
  get written(): string {
    return this.#sql.slice(this.start, this.end);
  }

  /** Whether the current token is the semicolon. */
  get isSemicolon(): boolean {
    return this.#sql.charCodeAt(this.start) === SEMICOLON;
  }

  /** Goes to the next semicolon, or to the end, and reads only the stops on the way. */
  nextSemicolon(): void {
    let position = this.end;
    for (;;) {
      const stop = this.#nextStop(position);
      const code = this.#sql.charCodeAt(stop);
      if (stop >= this.#sql.length || code === SEMICOLON) {
        this.start = stop;
        this.end = Math.min(stop + 1, this.#sql.length);
        return;
      }
      position = isQuote(code) ? endOfQuote(this.#sql, stop) : (endOfComment(this.#sql, stop) ?? stop + 1);
    }
  }

  #nextStop(position: number): number {
    let nearest = this.#sql.length;
    for (let index = 0; index < STOPS.length; index += 1) {
      let stop = this.#nextStops[index] ?? 0;
      if (stop < position) {
        stop = this.#sql.indexOf(STOPS[index] ?? "", position);
        if (stop < 0) stop = this.#sql.length;
        this.#nextStops[index] = stop;
      }
      if (stop < nearest) nearest = stop;
    }
    return nearest;
  }
}

/** The semicolon, and the beginnings of everything that may contain one. */
const STOPS = [";", "'", '"', "`", "[", "--", "/*"];

const SEMICOLON = 0x3b;
const DASH = 0x2d;
const SLASH = 0x2f;
const STAR = 0x2a;
const OPENING_BRACKET = 0x5b;
const BYTE_ORDER_MARK = 0xfe_ff;

function skipSpace(sql: string, from: number): number {
  let position = from;
  for (;;) {
    const code = sql.charCodeAt(position);
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === BYTE_ORDER_MARK) position += 1;
    else {
      const end = endOfComment(sql, position);
      if (end === undefined) return position;
      position = end;
    }
  }
}

/** A comment without an end runs to the end of the text. */
function endOfComment(sql: string, start: number): number | undefined {
  const code = sql.charCodeAt(start);
  if (code === DASH && sql.charCodeAt(start + 1) === DASH) return endAfter(sql, "\n", start);
  if (code === SLASH && sql.charCodeAt(start + 1) === STAR) return endAfter(sql, "*/", start + 2);
  return undefined;
}

function endOfToken(sql: string, start: number): number {
  const code = sql.charCodeAt(start);
  if (isQuote(code)) return endOfQuote(sql, start);
  let end = start + 1;
  if (isWordPart(code)) while (isWordPart(sql.charCodeAt(end))) end += 1;
  return end;
}

/** `"`, `'`, `` ` `` or `[`. */
function isQuote(code: number): boolean {
  return code === 0x27 || code === 0x22 || code === 0x60 || code === OPENING_BRACKET;
}

/** After the closing quote. A doubled quote stands for itself, but a bracket does not; a quote without an end runs to the end of the text. */
function endOfQuote(sql: string, start: number): number {
  const opening = sql.charCodeAt(start);
  if (opening === OPENING_BRACKET) return endAfter(sql, "]", start + 1);
  const quote = sql.charAt(start);
  let end = endAfter(sql, quote, start + 1);
  while (sql.charCodeAt(end) === opening) end = endAfter(sql, quote, end + 1);
  return end;
}

function endAfter(sql: string, sign: string, from: number): number {
  const index = sql.indexOf(sign, from);
  return index < 0 ? sql.length : index + sign.length;
}

/** Letters, digits, `_`, `$`, and everything beyond ASCII. */
function isWordPart(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x24 ||
    code >= 0x80
  );
}
