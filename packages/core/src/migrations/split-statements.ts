import { sqlTokens, type SqlToken } from "./sql-tokens.js";

/** One statement of a script. */
export interface SqlStatement {
  /** With comments before it and its semicolon. */
  readonly text: string;
  /** Without the semicolon; never empty. */
  readonly tokens: readonly SqlToken[];
}

/**
 * Splits a script into its statements. Joined again, the texts are the script, but for white space and comments after the last statement.
 *
 * Semicolons in comments, quotes and trigger bodies do not end a statement.
 * *Source:* the states of `sqlite3_complete`, https://sqlite.org/src/file/src/complete.c
 */
export function splitStatements(sql: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let tokens: SqlToken[] = [];
  let state: State = "start";
  let start = 0;
  for (const token of sqlTokens(sql)) {
    const next = advance(state, token.text);
    if (next !== "start") {
      tokens.push(token);
      state = next;
      continue;
    }
    state = "start";
    if (tokens.length === 0) continue;
    statements.push({ text: sql.slice(start, token.end), tokens });
    tokens = [];
    start = token.end;
  }
  const last = tokens.at(-1);
  if (last !== undefined) statements.push({ text: sql.slice(start, last.end), tokens });
  return statements;
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

function advance(state: State, text: string): State {
  const transitions = TRANSITIONS[state];
  return Object.hasOwn(transitions, text) ? (transitions[text] ?? transitions.other) : transitions.other;
}
