/** A token of SQL that is neither white space nor a comment. */
export interface SqlToken {
  /** A word in upper case, or a single sign. Quoted names and literals are `"`: no keyword hides in them. */
  readonly text: string;
  /** Offset of its first code unit. */
  readonly start: number;
  /** Offset after its last code unit. */
  readonly end: number;
}

const CLOSING_QUOTES = new Map([
  ["'", "'"],
  ['"', '"'],
  ["`", "`"],
  ["[", "]"],
]);

/** Reads SQL as SQLite's own tokenizer does, as far as one has to in order to find statements. */
export function* sqlTokens(sql: string): Generator<SqlToken> {
  let position = 0;
  while (position < sql.length) {
    const start = position;
    const sign = sql.charAt(start);
    const word = wordAt(sql, start);
    const closing = CLOSING_QUOTES.get(sign);
    if (word !== undefined) {
      position += word.length;
      yield { text: word.toUpperCase(), start, end: position };
    } else if (closing !== undefined) {
      position = endOfQuote(sql, start + 1, closing);
      yield { text: '"', start, end: position };
    } else if (sql.startsWith("--", start)) {
      position = endAfter(sql, "\n", start);
    } else if (sql.startsWith("/*", start)) {
      position = endAfter(sql, "*/", start + 2);
    } else {
      position += 1;
      if (!/[\s\uFEFF]/.test(sign)) yield { text: sign, start, end: position };
    }
  }
}

const WORD = /[\w$\u0080-\uFEFE\uFF00-\uFFFF]+/y;

function wordAt(sql: string, start: number): string | undefined {
  WORD.lastIndex = start;
  return WORD.exec(sql)?.[0];
}

/** After the closing quote. A doubled one stands for itself, but not a bracket; an open quote runs to the end. */
function endOfQuote(sql: string, from: number, closing: string): number {
  for (let end = endAfter(sql, closing, from); ; end = endAfter(sql, closing, end + 1)) {
    if (closing === "]" || sql[end] !== closing) return end;
  }
}

function endAfter(sql: string, sign: string, from: number): number {
  const index = sql.indexOf(sign, from);
  return index < 0 ? sql.length : index + sign.length;
}
