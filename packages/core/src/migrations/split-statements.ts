import { SqlScanner } from "./sql-scanner.js";

/** Where one statement of a script is. */
export interface SqlStatement {
  /** Offset of its first token: comments before it are not part of it. */
  readonly start: number;
  /** Offset after its semicolon, or the end of the script. */
  readonly end: number;
  /** Its first word, in upper case. */
  readonly word: string;
}

/**
 * Finds the statements of a script, one at a time.
 *
 * Semicolons in comments, quotes and trigger bodies do not end a statement.
 * *Source:* the states of `sqlite3_complete`, https://sqlite.org/src/file/src/complete.c
 */
export function* splitStatements(sql: string, from = 0, to = sql.length): Generator<SqlStatement> {
  const scanner = new SqlScanner(sql, from, to);
  while (scanner.next()) {
    if (scanner.isSemicolon) continue;
    const { start, text: word } = scanner;
    skipStatement(scanner, word);
    yield { start, end: scanner.end, word };
  }
}

/** The tokens of a statement, as {@link SqlScanner.text} gives them, without its semicolon. */
export function* wordsOf(sql: string, { start, end }: Pick<SqlStatement, "start" | "end">): Generator<string> {
  const scanner = new SqlScanner(sql, start, end);
  while (scanner.next()) if (scanner.end < end || !scanner.isSemicolon) yield scanner.text;
}

/** `semicolon` and `end` are within a trigger: after `;`, and after the `END` that follows it. */
type State = "start" | "normal" | "explain" | "create" | "trigger" | "semicolon" | "end";

/** What each state becomes at which token; `other` at any other one. */
const TRANSITIONS: Record<State, Readonly<Record<string, State>> & { readonly other: State }> = {
  start: { ";": "start", EXPLAIN: "explain", CREATE: "create", other: "normal" },
  normal: { ";": "start", other: "normal" },
  explain: { ";": "start", CREATE: "create", QUERY: "explain", PLAN: "explain", other: "normal" },
  create: { ";": "start", TEMP: "create", TEMPORARY: "create", TRIGGER: "trigger", other: "normal" },
  trigger: { ";": "semicolon", other: "trigger" },
  semicolon: { ";": "semicolon", END: "end", other: "trigger" },
  end: { ";": "start", other: "trigger" },
};

/** Most statements are over at their next semicolon: only those that may be a trigger are read word by word. */
function skipStatement(scanner: SqlScanner, firstWord: string): void {
  let state = advance("start", firstWord);
  while (state !== "normal") {
    if (!scanner.next()) return;
    state = advance(state, scanner.text);
    if (state === "start") return;
  }
  scanner.nextSemicolon();
}

function advance(state: State, text: string): State {
  const transitions = TRANSITIONS[state];
  return Object.hasOwn(transitions, text) ? (transitions[text] ?? transitions.other) : transitions.other;
}
