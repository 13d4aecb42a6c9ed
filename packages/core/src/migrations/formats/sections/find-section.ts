import { splitStatements, type TextRange } from "../../sql/split-statements.js";
import { SqlScanner } from "../../sql/sql-scanner.js";
import { UndoneNames } from "../../sql/undone-names.js";
import { DOWN_WORDS, UP_WORDS } from "../names/direction-words.js";
import { hasPreciseUp, readHashMark, readMarksBetween, type FoundMark } from "./section-marks.js";

/** A mark with statements below it. */
export interface Section {
  /** The comment, as written. */
  readonly mark: string;
  /** Its line, from 1. */
  readonly line: number;
}

/** The marks that count: with `signs`, only those that no prose has, such as `+goose Down`. */
export type SectionKinds = "all" | "signs";

/**
 * Finds the first section of a direction in a file that holds both ways, divided by comments (`-- Down`, `-- +migrate Down`): SQLite would run
 * both. Only comments between statements count. Comments that may be prose (`-- Rollback plan`, `-- undo log`) count if the statement below them
 * undoes one above.
 */
export function findSection(sql: string, direction: "up" | "down", kinds: SectionKinds = "all"): Section | undefined {
  // Splitting into statements takes longest.
  if (!mayHoldMark(sql, direction === "down" ? DOWN_WORD : UP_WORD)) return undefined;
  const found = new SectionSearch(sql, kinds).find(direction);
  return found === undefined ? undefined : { mark: found.text, line: sql.slice(0, found.start).split("\n").length };
}

/** Says why a file with a section cannot run: the second half would undo the first. */
export function describeBothWays({ mark, line }: Section): string {
  return `it holds both ways (${JSON.stringify(mark)} in line ${line}), and both would run`;
}

/** A word that every mark contains. */
const DOWN_WORD = new RegExp(
  `(?:${DOWN_WORDS}|rolled[-_ ]back|rolling[-_ ]back|rolls[-_ ]back|uninstall|tear[-_ ]?down|drop below)`,
  "iu",
);
const UP_WORD = new RegExp(`(?:${UP_WORDS}|changeset)`, "iu");
const LIKE_COMMENT = /--[^\n]*|\/\*(?:.{0,2000}?\*\/|.{0,2000})|^[ \t\uFEFF]*#[^\n]*/gms;
const SHORTEST_COMMENT = 4;
/** First words of statements that may follow a way down that is commented out, for example the end of the file's transaction. */
const CHANGES_NOTHING = new Set(["COMMIT", "END", "SELECT"]);
/** First words of statements that may come between a mark and the first statement that undoes something. */
const PREPARES = new Set(["BEGIN", "PRAGMA", "SAVEPOINT"]);

/** Whether one of the words is in a possible comment; a string may look like one. */
function mayHoldMark(sql: string, word: RegExp): boolean {
  if (!word.test(sql)) return false;
  for (const [comment] of sql.matchAll(LIKE_COMMENT)) if (word.test(comment)) return true;
  return false;
}

/** The white space and comments between two tokens. */
interface Gap {
  readonly from: number;
  readonly to: number;
  /** At the token after it. */
  readonly next: SqlScanner;
  /** The statement before the one that `next` is in. */
  readonly previous: TextRange | undefined;
}

class SectionSearch {
  readonly #sql: string;
  readonly #kinds: SectionKinds;
  readonly #hasUp: boolean;
  readonly #hasUpLabel: boolean;
  readonly #above: UndoneNames;
  #current: FoundMark | undefined;
  /** A mark that counts if the statement below it undoes one above. */
  #doubtful: FoundMark | undefined;

  constructor(sql: string, kinds: SectionKinds) {
    this.#sql = sql;
    this.#kinds = kinds;
    this.#above = new UndoneNames(sql);
    this.#hasUp = hasPreciseUp(sql, ["sign", "words"]);
    this.#hasUpLabel = this.#hasUp || hasPreciseUp(sql, ["label"]);
  }

  find(direction: "up" | "down"): FoundMark | undefined {
    let end = 0;
    let previous: TextRange | undefined;
    for (const statement of splitStatements(this.#sql)) {
      const scanner = new SqlScanner(this.#sql.slice(statement.start, statement.end));
      while (scanner.next()) {
        const start = statement.start + scanner.start;
        if (start - end >= SHORTEST_COMMENT) this.#readMarks({ from: end, to: start, next: scanner, previous });
        if (scanner.text === "#") this.#current = readHashMark(this.#sql, start) ?? this.#current;
        const isFound = this.#current?.direction === direction && !CHANGES_NOTHING.has(statement.word);
        if (isFound) return this.#current;
        end = statement.start + scanner.end;
      }
      if (this.#doubtful?.direction === direction && this.#above.isUndoneBy(statement)) return this.#doubtful;
      if (!PREPARES.has(statement.word)) this.#doubtful = undefined;
      previous = statement;
    }
    const last = [...readMarksBetween(this.#sql, end, this.#sql.length)].find((mark) => this.#saysWhatIsBefore(mark, previous));
    return last?.direction === direction ? last : undefined;
  }

  /** Whether it follows a statement that undoes something, on the same line: `DROP TABLE users; -- Down`. */
  #saysWhatIsBefore({ isBehind, kind }: FoundMark, previous: TextRange | undefined): boolean {
    if (!isBehind || kind !== "words" || previous === undefined || this.#kinds === "signs") return false;
    return this.#above.isUndoneBy(previous);
  }

  /** The last one counts. */
  #readMarks({ from, to, next, previous }: Gap): void {
    for (const mark of readMarksBetween(this.#sql, from, to)) {
      if (this.#kinds === "signs" && mark.kind !== "sign") continue;
      const isFirst = next.start === 0;
      if (isFirst ? this.#isSectionMark(mark, from === 0) : isMarkWithin(mark, next.text)) {
        this.#current = mark;
        return;
      }
      if (isFirst && this.#saysWhatIsBefore(mark, previous)) this.#current = mark;
      if (isFirst && this.#isPlausible(mark)) {
        this.#doubtful = mark;
        return;
      }
    }
  }

  /** Many files explain how to revert them: without a mark for the way up, a heading of prose or of commented-out code is not a mark. */
  #isSectionMark(mark: FoundMark, isAtTop: boolean): boolean {
    const { kind, isPrecise, isBehind } = mark;
    if (isBehind) return false;
    if (kind === "sign") return true;
    if (kind === "label") return isPrecise && this.#hasUpLabel;
    if (kind === "phrase" || (mark.direction === "up" && !isPrecise)) return false;
    if (this.#hasUp) return isPrecise;
    return isPrecise && this.#isHeading(mark, isAtTop);
  }

  #isHeading({ text, below, isApart }: FoundMark, isAtTop: boolean): boolean {
    const isCode = IS_CODE.test(below);
    const saysDown = /down/i.test(text);
    return isAtTop ? !(isCode || (!saysDown && /[\p{L}\p{N}]/u.test(below))) : !isCode || !isApart || saysDown;
  }

  /** A mark above separate commented-out code is the heading of that code. */
  #isPlausible({ below, isApart }: FoundMark): boolean {
    return !(IS_CODE.test(below) && isApart);
  }
}

const IS_CODE = /;[ \t]*(?:\*\/)?[ \t]*\r?$/m;

/** A semicolon is missing before a mark in a statement, unless the mark is in a list or a trigger. */
function isMarkWithin({ kind, isBehind }: FoundMark, next: string): boolean {
  if (isBehind) return false;
  return kind === "sign" || (kind === "words" && /^(?:CREATE|DROP|ALTER)$/.test(next));
}
