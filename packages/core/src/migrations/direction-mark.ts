/** A comment that says which way the statements below it take a database. */
export interface DirectionMark {
  readonly direction: "up" | "down";
  /** Whether it has a sign that no prose has: `+goose Down`. */
  readonly isOfTool: boolean;
  /** Whether more follows the word: `-- Down: drop the users`. Then it takes a mark of the other direction to tell it from prose. */
  readonly isLabel: boolean;
}

const DOWN = "downs?|downgrade|undo|rollback|revert|reverse|backwards?|uninstall|teardown";
const UP = "ups?|upgrade|deploy|forwards?";
const DIRECTION = `(?:(?<down>${DOWN})|(?:${UP}))`;

/** Words that a mark may have beside its direction: what it is, and whose. */
const FILLERS =
  "migrat(?:e|es|ion|ions)|section|script|sql|part|block|step|side|begins?|starts?|ends?|of|the|to|for|if|statements?|quer(?:y|ies)|changes?|" +
  "direction|database|db|schema|goose|rambler|micrate|dbmate|liquibase|\\d+";

const ONLY_DIRECTION = new RegExp(`^(?:(?:${FILLERS}) )*${DIRECTION}(?: (?:${FILLERS}))*$`, "u");

/** `+goose Down`, `@migrate/down`, `migrate:down transaction:false`: a sign, the tool's name, and options of its own. */
const OF_TOOL = new RegExp(
  `^[^\\p{L}\\p{N}+@!]*(?:[+@!](?!todo|fixme|note|see)(?:[a-z][\\w-]*[\\s:/.]+)?|[a-z][\\w-]*:)${DIRECTION}(?:\\s+(?:[\\w-]+:\\S+|no ?transaction))*(?:\\s+[^\\p{L}\\p{N}\\s].*)?\\s*$`,
  "isu",
);

/** A file's name, where files were put one after another. */
const FILE_NAME = new RegExp(`^\\s*\\S+\\.${DIRECTION}\\.sql\\s*$`, "iu");

const LABEL = new RegExp(
  `^[^\\p{L}\\p{N}]*(?:(?:${FILLERS})[^\\p{L}\\p{N}]+)*${DIRECTION}(?:\\s+(?:${FILLERS}))*(?:\\s*[:(\\u2013\\u2014]|\\s+-)`,
  "iu",
);

/** Reads one line of a comment, without the signs that begin it; `undefined` for one that says something else. */
export function readDirectionMark(line: string): DirectionMark | undefined {
  if (line.length > LONGEST_MARK) return undefined;
  // tern (https://github.com/jackc/tern) has one line between its halves; each changeset of Liquibase's begins a way up.
  if (/create above.*drop below/i.test(line)) return { direction: "down", isOfTool: true, isLabel: false };
  if (/^\s*changeset\s/i.test(line)) return { direction: "up", isOfTool: true, isLabel: false };
  const ofTool = OF_TOOL.exec(line);
  if (ofTool !== null) return { direction: directionOf(ofTool), isOfTool: true, isLabel: false };
  const mark = ONLY_DIRECTION.exec(wordsOf(line)) ?? FILE_NAME.exec(line);
  if (mark !== null) return { direction: directionOf(mark), isOfTool: false, isLabel: false };
  const label = LABEL.exec(line);
  return label === null ? undefined : { direction: directionOf(label), isOfTool: false, isLabel: true };
}

const LONGEST_MARK = 200;

function wordsOf(line: string): string {
  const words = line.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ");
  return words.replace("roll back", "rollback").replace("tear down", "teardown").trim();
}

function directionOf(match: RegExpExecArray): "up" | "down" {
  return match.groups?.["down"] === undefined ? "up" : "down";
}
