/**
 * Moves through SQL token by token, as SQLite's own tokenizer does, as far as that is needed to find statements. White space and comments
 * are no tokens.
 *
 * @remarks Keeps nothing of what it passed, so that a seed of any size is read in the memory of its text.
 */
export class SqlScanner {
  /** Offset of the current token's first code unit. */
  start: number;
  /** Offset after the current token's last code unit. */
  end: number;
  readonly #sql: string;
  readonly #limit: number;

  constructor(sql: string, from = 0, to = sql.length) {
    this.#sql = sql;
    this.#limit = to;
    this.start = from;
    this.end = from;
  }

  /** Goes to the next token; `false` when there is none. */
  next(): boolean {
    this.end = skipSpace(this.#sql, this.end, this.#limit);
    this.start = this.end;
    if (this.start >= this.#limit) return false;
    this.end = endOfToken(this.#sql, this.start);
    return true;
  }

  /** A word in upper case, or a single sign. Quoted names and literals are `"`: no keyword hides in them. */
  get text(): string {
    return isQuote(this.#sql.charCodeAt(this.start)) ? '"' : this.written.toUpperCase();
  }

  /** The token as written. */
  get written(): string {
    return this.#sql.slice(this.start, this.end);
  }

  /** Whether the current token is the semicolon. */
  get isSemicolon(): boolean {
    return this.#sql.charCodeAt(this.start) === SEMICOLON;
  }

  /** Goes to the next semicolon, without a look at words; `false` when there is none. */
  nextSemicolon(): boolean {
    const sql = this.#sql;
    let position = this.end;
    while (position < this.#limit) {
      const code = sql.charCodeAt(position);
      if (code === SEMICOLON) {
        this.start = position;
        this.end = position + 1;
        return true;
      }
      if (isQuote(code)) position = endOfQuote(sql, position);
      else if (code === DASH || code === SLASH) position = endOfComment(sql, position) ?? position + 1;
      else position += 1;
    }
    this.start = this.#limit;
    this.end = this.#limit;
    return false;
  }
}

const SEMICOLON = 0x3b;
const DASH = 0x2d;
const SLASH = 0x2f;
const OPENING_BRACKET = 0x5b;
const BYTE_ORDER_MARK = 0xfe_ff;

function skipSpace(sql: string, from: number, limit: number): number {
  let position = from;
  while (position < limit) {
    const code = sql.charCodeAt(position);
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === BYTE_ORDER_MARK) position += 1;
    else {
      const end = code === DASH || code === SLASH ? endOfComment(sql, position) : undefined;
      if (end === undefined) break;
      position = end;
    }
  }
  return position;
}

/** A comment that is open runs to the end. */
function endOfComment(sql: string, start: number): number | undefined {
  const next = sql.charCodeAt(start + 1);
  if (sql.charCodeAt(start) === DASH) return next === DASH ? endAfter(sql, "\n", start) : undefined;
  return next === 0x2a ? endAfter(sql, "*/", start + 2) : undefined;
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

/** After the closing quote. A doubled one stands for itself, but not a bracket; an open quote runs to the end. */
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

/** Letters, digits, `_`, `$`, and all that is not ASCII. */
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
