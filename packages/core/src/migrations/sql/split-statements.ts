import { SqlScanner } from "./sql-scanner.js";

/** A part of a string, by offsets of code units. */
export interface TextRange {
  readonly start: number;
  /** Offset after its last code unit. */
  readonly end: number;
}

/** A statement of a script: from its first token, without comments before it, to its semicolon or the end of the script. */
export interface SqlStatement extends TextRange {
  /** Its first word, in upper case. */
  readonly word: string;
}

/**
 * Finds the statements of a script, one at a time.
 *
 * Semicolons in comments, quotes and trigger bodies do not end a statement.
 * *Source:* the states of `sqlite3_complete`, https://sqlite.org/src/file/src/complete.c
 */
export function* splitStatements(sql: string, { start: from, end: to }: TextRange = wholeOf(sql)): Generator<SqlStatement> {
  const scanner = new SqlScanner(sql.slice(from, to));
  while (scanner.next()) {
    if (scanner.isSemicolon) continue;
    const { start, text: word } = scanner;
    skipStatement(scanner, word);
    yield { start: from + start, end: from + scanner.end, word };
  }
}

/** The tokens of a statement, as {@link SqlScanner.text} gives them, without its semicolon. */
export function* wordsOf(sql: string, { start, end }: TextRange): Generator<string> {
  const scanner = new SqlScanner(sql.slice(start, end));
  while (scanner.next()) if (!scanner.isSemicolon || start + scanner.end < end) yield scanner.text;
}

function wholeOf(sql: string): TextRange {
  return { start: 0, end: sql.length };
}

/** `semicolon` and `end` are in a trigger: after `;`, and after the `END` that follows it. */
type State = "start" | "normal" | "explain" | "create" | "trigger" | "semicolon" | "end";

/** The next state after each token; `other` after any other. */
const TRANSITIONS: Record<State, Readonly<Record<string, State>> & { readonly other: State }> = {
  start: { ";": "start", EXPLAIN: "explain", CREATE: "create", other: "normal" },
  normal: { ";": "start", other: "normal" },
  explain: { ";": "start", CREATE: "create", QUERY: "explain", PLAN: "explain", other: "normal" },
  create: { ";": "start", TEMP: "create", TEMPORARY: "create", TRIGGER: "trigger", other: "normal" },
  trigger: { ";": "semicolon", other: "trigger" },
  semicolon: { ";": "semicolon", END: "end", other: "trigger" },
  end: { ";": "start", other: "trigger" },
};

/** Most statements end at their next semicolon. Only possible triggers are read word by word. */
function skipStatement(scanner: SqlScanner, firstWord: string): void {
  if (firstWord === "CREATE" || firstWord === "EXPLAIN") {
    let state = advance("start", firstWord);
    while (state !== "normal") {
      if (!scanner.next()) return;
      state = advance(state, scanner.text);
      if (state === "start") return;
    }
  }
  scanner.nextSemicolon();
}

function advance(state: State, text: string): State {
  const transitions = TRANSITIONS[state];
  return Object.hasOwn(transitions, text) ? (transitions[text] ?? transitions.other) : transitions.other;
}
