import { DOWN_VERBS, DOWN_WORDS, UP_VERBS, UP_WORDS } from "./direction-words.js";

/** The direction that a name states. */
export interface NamedDirection {
  readonly direction: "up" | "down";
  /** The name without the direction, which both directions share. */
  readonly base: string;
}

/** A word that may be a direction or a part of the name: `count_down`, `down_payments`. */
export interface WordedDirection extends NamedDirection {
  readonly position: "first" | "last";
  /** Whether it is a verb of SQL, such as `drop`: a direction only beside a file with otherwise the same name. */
  readonly isVerb: boolean;
}

const DIRECTION = `(?:(?<down>${DOWN_WORDS})|(?:${UP_WORDS}|do|apply))`;
const VERB = `(?:(?<down>${DOWN_VERBS})|(?:${UP_VERBS}))`;

/** `001_users.down`, and postgrator's `001.undo.users`. */
const MARKS = [
  new RegExp(`^(?<base>.*)\\.${DIRECTION}$`, "isu"),
  new RegExp(`^(?<base>\\d+)\\.${DIRECTION}(?<rest>\\..*)$`, "isu"),
];

const WORDS: readonly (readonly [pattern: RegExp, position: WordedDirection["position"], isVerb: boolean])[] = [
  [lastWord(DIRECTION), "last", false],
  [/^(?<base>.*[\p{Ll}\p{N}])(?:(?<down>Downs?|Undo|Rollback|Revert|Backwards?)|(?:Ups?|Do|Forwards?))$/su, "last", false],
  [new RegExp(`^(?<base>)${DIRECTION}$`, "isu"), "last", false],
  [firstWord(DIRECTION), "first", false],
  [lastWord(VERB), "last", true],
  [firstWord(VERB), "first", true],
];
const DOWN_FOLDER = new RegExp(`^(?:${DOWN_WORDS}|rollbacks|reverts)$`, "isu");

/** Reads the unmistakable direction after a dot in a file's name (without its extension). */
export function markedDirection(name: string): NamedDirection | undefined {
  return MARKS.map((pattern) => readDirection(pattern.exec(name))).find((found) => found !== undefined);
}

/** Reads a direction that may be one of the words of a name. */
export function wordedDirection(name: string): WordedDirection | undefined {
  for (const [pattern, position, isVerb] of WORDS) {
    const found = readDirection(pattern.exec(name));
    if (found !== undefined) return { ...found, position, isVerb };
  }
  return undefined;
}

/** Whether a folder has a name for ways down. */
export function isFolderOfDowns(name: string): boolean {
  return DOWN_FOLDER.test(name);
}

function lastWord(words: string): RegExp {
  return new RegExp(`^(?<base>.*?)[^\\p{L}\\p{N}]+${words}[^\\p{L}\\p{N}]*$`, "isu");
}

function firstWord(words: string): RegExp {
  return new RegExp(`^(?<number>(?:\\d+[^\\p{L}\\p{N}]+)*)${words}[^\\p{L}\\p{N}]+(?<rest>.*)$`, "isu");
}

function readDirection(match: RegExpExecArray | null): NamedDirection | undefined {
  if (match === null) return undefined;
  const { number = "", base = "", rest = "", down } = match.groups ?? {};
  return { direction: down === undefined ? "up" : "down", base: `${number}${base}${rest}` };
}
