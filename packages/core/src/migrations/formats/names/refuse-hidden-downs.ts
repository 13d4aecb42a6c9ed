import { mayBeDown, type ClassifiedFile } from "./classified-file.js";
import { DOWN_VERBS, DOWN_WORDS, UP_VERBS, UP_WORDS } from "./direction-words.js";
import { DIALECTS } from "./refuse-dialects.js";

/** `down`, `down2`; and words that mean a way down only beside a file with the same name without them. */
const DOWN = whole(`(?:${DOWN_WORDS}|${DOWN_VERBS}|back|remove|delete|cleanup|clean|rb|rev|revoke|unset|disable)\\d*`);
const UP = whole(`(?:${UP_WORDS}|${UP_VERBS}|do|apply|add|insert|make|new|enable|set|grant)\\d*`);
/** Words that copies, revisions and other databases add to a name. */
const ADDITION = whole(
  `v?\\d+|v|copy|of|old|bak|backup|orig|original|final|tmp|sql|scripts?|migrations?|migrate|changes?|${DIALECTS}`,
);

/** A direction after a dot, followed by more than {@link markedDirection} expects: `001_users.down.sqlite`, `001_users.down (1)`. */
const MARK_AND_MORE = new RegExp(
  `\\.(?:${DOWN_WORDS})(?:\\d+$|\\d*[. (]|[-_](?:copy|old|bak|backup|orig|v?\\d+)(?![\\p{L}\\p{N}]))`,
  "iu",
);

/** Flyway's letters in the lower case that it passes over. */
const LOWER_CASE_UNDO = /^u\d[\d._]*__/;
const VERSIONED = /^v\d[\d._]*__/i;

/**
 * Refuses a way up that may be the way down of another: their names differ only in words for a direction and in additions of copies, revisions and
 * dialects; or it begins as Flyway's undo migrations do, in lower case.
 *
 * @throws `MIGRATION_FILE_UNKNOWN`
 */
export function refuseHiddenDowns(files: readonly ClassifiedFile[]): void {
  const ups = files.filter(({ direction }) => direction === "up").map(describeName);
  const plain = new Map(
    ups
      .filter(({ saysDown }) => !saysDown)
      .map(({ key, file }) => [key, file] as const)
      .toReversed(),
  );
  for (const { file, key, saysDown } of ups) {
    const versioned = LOWER_CASE_UNDO.test(file.name) ? ups.find((other) => isVersionedBeside(other.file, file)) : undefined;
    if (versioned !== undefined) throw mayBeDown(file, `it may be the way down of a file such as "${versioned.file.path}"`);
    if (!saysDown) continue;
    const partner = plain.get(key);
    if (partner !== undefined) throw mayBeDown(file, `it may be the way down of "${partner.path}"`);
    if (file.kind === "sql" && MARK_AND_MORE.test(file.name)) throw mayBeDown(file, "its name states a way down");
  }
}

function isVersionedBeside({ name, listedIn }: ClassifiedFile, file: ClassifiedFile): boolean {
  return listedIn === file.listedIn && VERSIONED.test(name);
}

interface DescribedName {
  readonly file: ClassifiedFile;
  /** Its folder, its number, and the words of its name that state no direction. */
  readonly key: string;
  /** Whether one of its words states a way down. */
  readonly saysDown: boolean;
}

function describeName(file: ClassifiedFile): DescribedName {
  const version = file.version ?? "";
  const words = wordsOf(file.name.startsWith(version) ? file.name.slice(version.length) : file.name);
  const saysDown = words.some((word) => DOWN.test(word));
  const subject = words.filter((word) => !ADDITION.test(word) && !DOWN.test(word) && !UP.test(word));
  return { file, key: JSON.stringify([file.listedIn, version, ...subject]), saysDown };
}

function wordsOf(name: string): readonly string[] {
  const spaced = name.normalize("NFC").replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|[^\p{L}\p{N}]+/gu, " ");
  return spaced
    .toLowerCase()
    .replaceAll(/\broll(?:ed|ing|s)? back\b/g, "rollback")
    .replaceAll("tear down", "teardown")
    .trim()
    .split(" ");
}

function whole(words: string): RegExp {
  return new RegExp(`^(?:${words})$`, "u");
}
