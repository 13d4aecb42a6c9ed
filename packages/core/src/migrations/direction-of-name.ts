/** What a name says of the direction that its file takes a database in. */
export interface NamedDirection {
  readonly direction: "up" | "down";
  /** The name without it: what the other direction is called too. */
  readonly base: string;
}

/** A word that may name a direction, or be a part of a name: `count_down`, `down_payments`. */
export interface WordedDirection extends NamedDirection {
  readonly position: "first" | "last";
}

const DOWN = "downs?|downgrade|undo|rollback|roll[-_ ]?back|revert|reverse|backwards?|dn";
const UP = "ups?|upgrade|do|apply|deploy|forwards?";
const DIRECTION = `(?:(?<down>${DOWN})|(?:${UP}))`;

/** `001_users.down`, and postgrator's `001.undo.users`. */
const MARKS = [
  new RegExp(`^(?<base>.*)\\.${DIRECTION}$`, "isu"),
  new RegExp(`^(?<base>\\d+)\\.${DIRECTION}(?<rest>\\..*)$`, "isu"),
];

const LAST_WORD = new RegExp(`^(?<base>.*?)[^\\p{L}\\p{N}]+${DIRECTION}[^\\p{L}\\p{N}]*$`, "isu");
const LAST_CAPITALISED =
  /^(?<base>.*[\p{Ll}\p{N}])(?:(?<down>Downs?|Undo|Rollback|Revert|Backwards?)|(?:Ups?|Do|Forwards?))$/su;
const FIRST_WORD = new RegExp(`^(?<number>(?:\\d+[^\\p{L}\\p{N}]+)*)${DIRECTION}[^\\p{L}\\p{N}]+(?<rest>.*)$`, "isu");
const ONLY_WORD = new RegExp(`^(?<base>)${DIRECTION}$`, "isu");
const DOWN_FOLDER = new RegExp(`^(?:${DOWN}|rollbacks|reverts)$`, "isu");

/** The direction that a name (a file's, without its extension) states, after a dot: nothing else can be meant. */
export function markedDirection(name: string): NamedDirection | undefined {
  return MARKS.map((pattern) => readDirection(pattern.exec(name))).find((found) => found !== undefined);
}

/** The direction that a name states, if it is one that it states. */
export function wordedDirection(name: string): WordedDirection | undefined {
  const last = readDirection(LAST_WORD.exec(name) ?? LAST_CAPITALISED.exec(name) ?? ONLY_WORD.exec(name));
  if (last !== undefined) return { ...last, position: "last" };
  const first = readDirection(FIRST_WORD.exec(name));
  return first === undefined ? undefined : { ...first, position: "first" };
}

/** Whether a folder is called as one that holds ways down. */
export function isFolderOfDowns(name: string): boolean {
  return DOWN_FOLDER.test(name);
}

function readDirection(match: RegExpExecArray | null): NamedDirection | undefined {
  if (match === null) return undefined;
  const { number = "", base = "", rest = "", down } = match.groups ?? {};
  return { direction: down === undefined ? "up" : "down", base: `${number}${base}${rest}` };
}
