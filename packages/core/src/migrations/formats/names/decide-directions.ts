import { groupBy } from "../../files/group-by.js";
import { mayBeDown, type ClassifiedFile } from "./classified-file.js";
import type { WordedDirection } from "./direction-of-name.js";
import { versionOfName } from "./version-of-name.js";

/** A file that may be a way down, by its name. */
type Candidate = ClassifiedFile & { readonly word: WordedDirection };

/**
 * Decides by the words in their names which files are ways down: `001_users_down.sql` is one beside `001_users_up.sql` or
 * `001_users.sql`; `007_count_down.sql` is not, if no other file has the number 007.
 *
 * @throws `MIGRATION_FILE_UNKNOWN` if the names do not decide: a way down must not run as a way up, and no way up may be left out
 */
export function decideDirections(files: readonly ClassifiedFile[]): readonly ClassifiedFile[] {
  const candidates = files.filter(isCandidate);
  if (candidates.length === 0) return files;
  const ups = files.filter(({ direction }) => direction === "up");
  const upsOfName = groupBy(ups, (file) => keyOf(file, file.pairName));
  const upsOfWord = groupBy(ups, (file) => (file.word?.direction === "up" ? wordKeyOf(file, file.word) : undefined));
  const decided = new Map<ClassifiedFile, ClassifiedFile>();
  for (const candidate of candidates) {
    const named = upsOfName.get(keyOf(candidate, candidate.word.base)) ?? [];
    const partners = [...named, ...(upsOfWord.get(wordKeyOf(candidate, candidate.word)) ?? [])];
    if (partners.length > 0) pairByWord(candidate, partners, decided);
  }
  const upsOfVersion = groupBy(ups, (file) => keyOf(file, versionOf(file) ?? ""));
  const paired = new Map([...decided.values()].map((file) => [file.listedIn, file]));
  for (const candidate of candidates) {
    if (decided.has(candidate) || candidate.word.isVerb) continue;
    const twins = upsOfVersion.get(keyOf(candidate, versionOf(candidate) ?? "")) ?? [];
    refuseDoubtful(
      candidate,
      twins.find((file) => file !== candidate),
      paired.get(candidate.listedIn),
    );
  }
  return files.map((file) => decided.get(file) ?? file);
}

function isCandidate(file: ClassifiedFile): file is Candidate {
  return file.direction === "up" && file.word?.direction === "down";
}

function pairByWord(candidate: Candidate, ups: readonly ClassifiedFile[], decided: Map<ClassifiedFile, ClassifiedFile>): void {
  const { base } = candidate.word;
  if (!isSurePair(candidate, ups)) throw mayBeDown(candidate, `it may be the way down of "${ups[0]?.path ?? base}"`);
  decided.set(candidate, { ...candidate, direction: "down", name: base, pairName: base });
  for (const up of ups) decided.set(up, { ...up, pairName: base });
}

/** Beside `payments.sql`, `down_payments.sql` may be about a table of that name. */
function isSurePair({ kind, directory, listedIn, word }: Candidate, ups: readonly ClassifiedFile[]): boolean {
  if (word.isVerb || kind === "module" || directory !== listedIn || ups.some((up) => up.kind === "module")) return false;
  const isLast = word.position === "last";
  const hasVersion = versionOfName(word.base) !== undefined;
  return ups.every((up) => up.word?.direction === "up") ? isLast || hasVersion : isLast && hasVersion;
}

function refuseDoubtful(candidate: Candidate, twin: ClassifiedFile | undefined, paired: ClassifiedFile | undefined): void {
  const { base } = candidate.word;
  const version = versionOfName(base);
  if (base === "" || base === version) throw mayBeDown(candidate, "its name is only a direction");
  if (version !== undefined && twin !== undefined) {
    throw mayBeDown(candidate, `it may be the way down of "${twin.path}", which has the same number`);
  }
  if (paired !== undefined) throw mayBeDown(candidate, "it may be a way down like its neighbours, and has no way up");
}

/** Pairs words of one kind: `create` with `drop`, `up` with `down`. */
function wordKeyOf(file: ClassifiedFile, { base, isVerb }: WordedDirection): string {
  return keyOf(file, `${isVerb ? "verb" : "word"} ${base}`);
}

function versionOf({ word, version }: ClassifiedFile): string | undefined {
  return version ?? (word === undefined ? undefined : versionOfName(word.base));
}

function keyOf({ listedIn }: ClassifiedFile, name: string): string {
  return JSON.stringify([listedIn, name.normalize("NFC").toLowerCase()]);
}
