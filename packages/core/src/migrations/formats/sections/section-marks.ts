import { readDirectionMark, type DirectionMark } from "./direction-mark.js";

/** A mark for a direction among the comments of a file. */
export interface FoundMark extends DirectionMark {
  readonly text: string;
  /** Offset in the file. */
  readonly start: number;
  /** Further comments right below it. */
  readonly below: string;
  /** Whether an empty line separates these from the next statement. */
  readonly isApart: boolean;
  /** Whether it follows a statement on the same line. */
  readonly isBehind: boolean;
}

const COMMENT = /--[^\n]*|\/\*.*?(?:\*\/|$)/gs;
const LINE_OF_COMMENT = /^[ \t\uFEFF]*(?=--|\/\*|#)/gm;
/** Comments line after line. */
const PARAGRAPH = /^(?:[ \t]*\r?\n[ \t]*(?:--[^\n]*|\/\*.*?(?:\*\/|$)))+/s;
const LOOK_AHEAD = 500;

/** Reads the marks in the comments between two tokens of a file, from the last to the first. */
export function* readMarksBetween(sql: string, from: number, to: number): Generator<FoundMark> {
  const gap = sql.slice(from, to);
  for (const { 0: text, index } of [...gap.matchAll(COMMENT)].toReversed()) {
    const mark = readComment(text);
    if (mark === undefined) continue;
    const rest = gap.slice(index + text.length);
    const below = PARAGRAPH.exec(rest)?.[0] ?? "";
    const isBehind = !isOnOwnLine(gap.slice(0, index), from === 0);
    if (isBehind && !/^[ \t]*(?:\r?\n|$)/.test(rest)) continue;
    const isApart = /^\s*\n[ \t]*\r?\n/.test(rest.slice(below.length));
    yield { ...mark, text: text.trim(), start: from + index, below, isApart, isBehind };
  }
}

/** Reads the mark in a line that begins with `#`, which is an error in SQLite, not a comment. */
export function readHashMark(sql: string, start: number): FoundMark | undefined {
  if (!isOnOwnLine(sql.slice(0, start), true)) return undefined;
  const text = lineOf(sql.slice(start, start + LOOK_AHEAD), 0);
  const mark = readDirectionMark(text.slice(1));
  if (mark?.kind !== "sign" && mark?.kind !== "words") return undefined;
  return { ...mark, text: text.trim(), start, below: "", isApart: false, isBehind: false };
}

/** Whether there is a mark that can only mean the way up. */
export function hasPreciseUp(sql: string, kinds: readonly DirectionMark["kind"][]): boolean {
  for (const { 0: indent, index } of sql.matchAll(LINE_OF_COMMENT)) {
    const start = index + indent.length;
    const mark = readComment(sql.slice(start, start + LOOK_AHEAD));
    if (mark?.direction === "up" && mark.isPrecise && kinds.includes(mark.kind)) return true;
  }
  return false;
}

/** @param isAll whether `before` is the whole text up to there: a part of it may begin within a line */
function isOnOwnLine(before: string, isAll: boolean): boolean {
  const lineStart = before.lastIndexOf("\n") + 1;
  return (isAll || lineStart > 0) && /^[\s\uFEFF]*$/.test(before.slice(lineStart));
}

/** A block counts by its first line with a word; if a later line ends in a semicolon, it is commented-out code. */
function readComment(comment: string): DirectionMark | undefined {
  if (comment.startsWith("--")) return readDirectionMark(lineOf(comment, 2));
  if (comment.startsWith("#")) return readDirectionMark(lineOf(comment, 1));
  const [block = ""] = comment.slice(2).split("*/", 1);
  const lines = block.split("\n");
  const first = lines.findIndex((line) => /[\p{L}\p{N}]/u.test(line));
  if (lines.slice(first + 1).some((line) => /;\s*$/.test(line))) return undefined;
  return readDirectionMark(lines[first] ?? "");
}

function lineOf(comment: string, start: number): string {
  return comment.slice(start).split("\n", 1)[0] ?? "";
}
