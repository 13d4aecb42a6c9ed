import { DOWN_WORDS, UP_WORDS } from "../names/direction-words.js";

/** A comment that states the direction of the statements below it. */
export interface DirectionMark {
  readonly direction: "up" | "down";
  /**
   * How it does so: with a sign that no prose has (`+goose Down`), only in words for the direction (`-- Down`), as a label (`-- Down: drop
   * the users`), or as the first or last of a few words (`-- users down`).
   */
  readonly kind: "sign" | "words" | "label" | "phrase";
  /** Whether it can mean nothing else: `undo` or `deploy` may be about the application, `up` and `down` are not. */
  readonly isPrecise: boolean;
}

const DIRECTION = `(?:(?<down>${DOWN_WORDS}|uninstall|teardown)|(?<up>${UP_WORDS}))`;

/** Other words of a mark, such as its subject and its tool. */
const FILLERS =
  "migrat(?:e|es|ion|ions)|section|scripts?|sql|part|block|step|side|begins?|starts?|ends?|of|the|this|here|way|to|for|on|if|is|are|statements?|" +
  "quer(?:y|ies)|changes?|plan|procedure|instructions?|manual(?:ly)?|run|by|hand|name|file|region|everything|below|following|i{1,3}|direction|" +
  "database|db|schema|goose|rambler|micrate|dbmate|liquibase|v?\\d+";

const ONLY_DIRECTION = new RegExp(`^(?:(?:${FILLERS}) )*${DIRECTION}(?: (?:${FILLERS}))*$`, "u");

/** `+goose Down`, `@migrate/down`, `migrate:down transaction:false`: a sign, the tool's name, and its options. */
const OF_TOOL = new RegExp(
  `^[^\\p{L}\\p{N}+@!]*(?:[+@!](?!todo|fixme|note|see)(?:[a-z][\\w-]*[\\s:/.]+)?|[a-z][\\w-]*:)${DIRECTION}(?:\\s+(?:[\\w-]+:\\S+|no ?transaction))*(?:\\s+[^\\p{L}\\p{N}\\s].*)?\\s*$`,
  "isu",
);

/** The name of a file, where several files were concatenated. */
const FILE_NAME = new RegExp(`^\\s*(?:file\\s*:?\\s*)?\\S+\\.${DIRECTION}\\.sql\\s*$`, "iu");

const LABEL = new RegExp(
  `^[^\\p{L}\\p{N}]*(?:(?:${FILLERS})[^\\p{L}\\p{N}]+)*${DIRECTION}(?:\\s+(?:${FILLERS}))*(?:\\s*[:(,;\\u2013\\u2014]|\\s*\\.(?!\\S)|\\s+-)`,
  "iu",
);

const PHRASE = new RegExp(
  `^(?:${DIRECTION}(?: \\S+){1,3}|(?:\\S+ ){1,3}${DIRECTION.replace("<down>", "<lastDown>").replace("<up>", "<lastUp>")})$`,
  "u",
);

/** Reads one line of a comment, without the signs that begin it; `undefined` if it is not a mark. */
export function readDirectionMark(written: string): DirectionMark | undefined {
  const line = written.length > LONGEST_MARK ? withoutBanner(written) : written;
  if (line.length > LONGEST_MARK) return undefined;
  // tern (https://github.com/jackc/tern) has one line between its halves; each changeset of Liquibase begins a way up.
  if (/create above.*drop below/i.test(line)) return { direction: "down", kind: "sign", isPrecise: true };
  if (/^\s*changeset\s/i.test(line)) return { direction: "up", kind: "sign", isPrecise: false };
  const words = wordsOf(line);
  return (
    markOf(OF_TOOL.exec(line), "sign") ??
    markOf(ONLY_DIRECTION.exec(words) ?? FILE_NAME.exec(line), "words") ??
    markOf(LABEL.exec(line), "label") ??
    markOf(PHRASE.exec(words), "phrase")
  );
}

const LONGEST_MARK = 200;

/** A banner is as wide as its author's screen. */
function withoutBanner(line: string): string {
  return line.slice(0, 2000).replaceAll(/([^\p{L}\p{N}\s])\1{3,}/gu, "$1$1");
}

function wordsOf(line: string): string {
  const words = line.replaceAll(/(?<=\p{Ll})(?=\p{Lu})|[^\p{L}\p{N}]+/gu, " ").toLowerCase();
  return words
    .replace(/\broll(?:ed|ing|s)? back\b/, "rollback")
    .replace("tear down", "teardown")
    .trim();
}

function markOf(match: RegExpExecArray | null, kind: DirectionMark["kind"]): DirectionMark | undefined {
  if (match === null) return undefined;
  const { down, lastDown, up, lastUp } = match.groups ?? {};
  const downWord = down ?? lastDown;
  const isPrecise = kind === "sign" || /^(?:downs?|ups?)$/i.test(downWord ?? up ?? lastUp ?? "");
  return { direction: downWord === undefined ? "up" : "down", kind, isPrecise };
}
