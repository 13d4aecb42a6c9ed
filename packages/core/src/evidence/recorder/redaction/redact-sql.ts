/**
 * Puts `?` in the place of each value in SQL: strings, blobs, numbers. Comments go, since they may hold anything; names stay.
 *
 * @param sql a statement, or the beginning of one
 */
export function redactSql(sql: string): string {
  return sql
    .replaceAll(TOKEN, (token, name?: string) => {
      if (name !== undefined) return name;
      return token.startsWith("--") || token.startsWith("/*") ? " " : "?";
    })
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** A name, quoted or not, is kept whole; what is not closed ends with the text. */
const TOKEN =
  /("(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$)|(?![xX]')[\p{L}_$@:#\u{80}-\u{10ffff}][\p{L}\p{N}_$\u{80}-\u{10ffff}]*)|[xX]?'(?:[^']|'')*(?:'|$)|--[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)|0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?/gu;
