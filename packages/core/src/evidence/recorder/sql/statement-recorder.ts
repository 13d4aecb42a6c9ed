import type { RecordedStatement } from "../recording.js";
import { redactSql } from "../redaction/redact-sql.js";

/** Statements of one step that are remembered. */
const MAX_STATEMENTS = 500;
/** Characters of a statement that are remembered. */
const MAX_CHARACTERS = 4000;
/** Characters that are shown. */
const SHOWN_CHARACTERS = 1000;

export interface StepStatements {
  readonly statements: readonly RecordedStatement[];
  /** Present where statements were left out; a sentence for people. */
  readonly note?: string;
}

/**
 * Remembers the SQL that runs on connections, step by step. Nothing is parsed, redacted or counted before {@link toStepStatements}, since most tests pass.
 *
 * better-sqlite3 tells statements of its own connections, with their values, and not those inside of triggers.
 */
export class StatementRecorder {
  #statements: string[] = [];
  #count = 0;

  /** For the option `verbose` of better-sqlite3. */
  readonly note = (sql: unknown): void => {
    if (this.#count++ < MAX_STATEMENTS) this.#statements.push(String(sql).slice(0, MAX_CHARACTERS));
  };

  /** Forgets what ran so far, and gives it. */
  takeRaw(): RawStatements {
    if (this.#count === 0) return NOTHING;
    const raw = { statements: this.#statements, count: this.#count };
    this.#statements = [];
    this.#count = 0;
    return raw;
  }
}

/** What ran in one step, as it ran. */
export interface RawStatements {
  readonly statements: readonly string[];
  readonly count: number;
}

const NOTHING: RawStatements = { statements: [], count: 0 };

/** Puts `?` in the place of values, and counts statements that ran in succession and differ in values only. */
export function toStepStatements({ statements, count }: RawStatements, redact: boolean): StepStatements {
  const recorded: { sql: string; count: number }[] = [];
  for (const statement of statements) {
    const cut = statement.slice(0, MAX_CHARACTERS);
    const whole = redact ? redactSql(cut) : cut;
    const sql = whole.length > SHOWN_CHARACTERS ? `${whole.slice(0, SHOWN_CHARACTERS)}…` : whole;
    const last = recorded.at(-1);
    if (last?.sql === sql) last.count++;
    else recorded.push({ sql, count: 1 });
  }
  if (count <= statements.length) return { statements: recorded };
  return { statements: recorded, note: `The first ${statements.length} of its ${count} statements are recorded.` };
}
