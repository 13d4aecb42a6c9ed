import { readDirectionMark, type DirectionMark } from "./direction-mark.js";
import { splitStatements } from "./split-statements.js";
import { SqlScanner } from "./sql-scanner.js";

/** A mark with statements below it. */
export interface Section {
  /** The comment, as written. */
  readonly mark: string;
  /** Its line, from 1. */
  readonly line: number;
}

/**
 * Finds the first section of a direction in a file that holds both ways, parted by comments (`-- Down`, `-- +migrate Down`): to SQLite, both
 * would run. Only comments on a line of their own count, between statements, with a statement below them.
 */
export function findSection(sql: string, direction: "up" | "down"): Section | undefined {
  // To find the statements takes much longer than all the rest of reading a file.
  if (!mayHoldMark(sql, direction, ["sign", "words", "label", "phrase"])) return undefined;
  const found = new SectionSearch(sql).find(direction);
  return found === undefined ? undefined : { mark: found.text, line: sql.slice(0, found.start).split("\n").length };
}

const LINE_OF_COMMENT = /^[ \t\uFEFF]*(?=--|\/\*|#)/gm;
const COMMENT = /--[^\n]*|\/\*.*?(?:\*\/|$)/gs;
/** Comments line after line. */
const PARAGRAPH = /^(?:[ \t]*\r?\n[ \t]*(?:--[^\n]*|\/\*.*?(?:\*\/|$)))+/s;
const LOOK_AHEAD = 500;
const SHORTEST_COMMENT = 4;
/** Words that begin what may follow a way down that is commented out: the end of the file's transaction. */
const CHANGES_NOTHING = new Set(["COMMIT", "END", "SELECT"]);

function mayHoldMark(sql: string, direction: "up" | "down", kinds: readonly DirectionMark["kind"][]): boolean {
  for (const { 0: indent, index } of sql.matchAll(LINE_OF_COMMENT)) {
    const start = index + indent.length;
    const mark = readComment(sql.slice(start, start + LOOK_AHEAD));
    if (mark?.direction === direction && kinds.includes(mark.kind)) return true;
  }
  return false;
}

interface FoundMark extends DirectionMark {
  readonly text: string;
  /** Offset in the file. */
  readonly start: number;
  /** Further comments right below it. */
  readonly below: string;
  /** Whether an empty line parts these from the statement that follows. */
  readonly isApart: boolean;
}

class SectionSearch {
  readonly #sql: string;
  /** Whether there is a mark for the way up. */
  readonly #hasUp: boolean;
  /** Whether there is that, or a label. */
  readonly #hasUpLabel: boolean;
  #current: FoundMark | undefined;

  constructor(sql: string) {
    this.#sql = sql;
    this.#hasUp = mayHoldMark(sql, "up", ["sign", "words"]);
    this.#hasUpLabel = this.#hasUp || mayHoldMark(sql, "up", ["label"]);
  }

  find(direction: "up" | "down"): FoundMark | undefined {
    let end = 0;
    for (const statement of splitStatements(this.#sql)) {
      const scanner = new SqlScanner(this.#sql.slice(statement.start, statement.end));
      while (scanner.next()) {
        const start = statement.start + scanner.start;
        for (const mark of start - end < SHORTEST_COMMENT ? [] : this.#marksBetween(end, start)) {
          const isMark = scanner.start === 0 ? this.#isSectionMark(mark, end === 0) : isMarkWithin(mark, scanner.text);
          if (isMark) this.#current = mark;
        }
        if (scanner.text === "#") this.#readHash(start);
        const isFound = this.#current?.direction === direction && !CHANGES_NOTHING.has(statement.word);
        if (isFound) return this.#current;
        end = statement.start + scanner.end;
      }
    }
    return undefined;
  }

  /** Without a mark for the way up, a heading of what is said, or commented out, below it is none: many files tell how to revert them. */
  #isSectionMark({ direction, kind, text, below, isApart }: FoundMark, isAtTop: boolean): boolean {
    if (kind === "label") return direction === "down" && this.#hasUpLabel;
    if (kind === "phrase") return direction === "down" && this.#hasUp;
    if (kind === "sign" || this.#hasUp) return true;
    const isCode = /;[ \t]*(?:\*\/)?[ \t]*\r?$/m.test(below);
    const saysDown = /down/i.test(text);
    return isAtTop ? !(isCode || (!saysDown && /[\p{L}\p{N}]/u.test(below))) : !isCode || !isApart || saysDown;
  }

  /** To SQLite a `#` is an error, not a comment. */
  #readHash(start: number): void {
    if (!isOnOwnLine(this.#sql.slice(0, start), true)) return;
    const text = this.#sql.slice(start, start + LOOK_AHEAD).split("\n", 1)[0] ?? "";
    const mark = readDirectionMark(text.slice(1));
    if (mark?.kind === "sign" || mark?.kind === "words")
      this.#current = { ...mark, text: text.trim(), start, below: "", isApart: false };
  }

  *#marksBetween(from: number, to: number): Generator<FoundMark> {
    const gap = this.#sql.slice(from, to);
    for (const { 0: text, index } of gap.matchAll(COMMENT)) {
      const mark = isOnOwnLine(gap.slice(0, index), from === 0) ? readComment(text) : undefined;
      if (mark === undefined) continue;
      const rest = gap.slice(index + text.length);
      const below = PARAGRAPH.exec(rest)?.[0] ?? "";
      yield {
        ...mark,
        text: text.trim(),
        start: from + index,
        below,
        isApart: /^\s*\n[ \t]*\r?\n/.test(rest.slice(below.length)),
      };
    }
  }
}

/** A semicolon is missing before a mark within a statement, unless that is one of a list's or a trigger's. */
function isMarkWithin({ kind }: FoundMark, next: string): boolean {
  return kind === "sign" || (kind === "words" && /^(?:CREATE|DROP|ALTER)$/.test(next));
}

/** @param isAll whether the text before it is all that there is, and not a part that may begin within a line */
function isOnOwnLine(before: string, isAll: boolean): boolean {
  const lineStart = before.lastIndexOf("\n") + 1;
  return (isAll || lineStart > 0) && /^[\s\uFEFF]*$/.test(before.slice(lineStart));
}

/** A block counts by its first line that has a word in it; with a semicolon in it, it is code that is commented out. */
function readComment(comment: string): DirectionMark | undefined {
  if (comment.startsWith("--")) return readDirectionMark(lineOf(comment, 2));
  if (comment.startsWith("#")) return readDirectionMark(lineOf(comment, 1));
  const [block = ""] = comment.slice(2).split("*/", 1);
  const line = block.includes(";") ? undefined : block.split("\n").find((text) => /[\p{L}\p{N}]/u.test(text));
  return line === undefined ? undefined : readDirectionMark(line);
}

function lineOf(comment: string, start: number): string {
  return comment.slice(start).split("\n", 1)[0] ?? "";
}
