const DAY_MS = 86_400_000;

/**
 * Says whose turn it is today where one in so many has it: from which position on, and in which steps. With `PICKLEJAR_EVERY_DAY=1` it is everybody's.
 */
export function turnOfToday(parts: number): { readonly first: number; readonly every: number } {
  const every = process.env["PICKLEJAR_EVERY_DAY"] === "1" ? 1 : parts;
  return { first: Math.floor(Date.now() / DAY_MS) % every, every };
}

/** Gives those of some rows whose turn it is today: each has its turn once in so many days. */
export function ofToday<Row>(rows: readonly Row[], parts: number): readonly Row[] {
  const { first, every } = turnOfToday(parts);
  return rows.filter((_, index) => index % every === first);
}

/** For Vitest's configuration: long tests that show much the same have one of these tags, and their turn every other day. */
export const TAGS_OF_DAYS = ["even-days", "odd-days"].map((name, index) => {
  const { first, every } = turnOfToday(2);
  return { name, description: "long, and has its turn every other day", skip: index % every !== first };
});

/** Options of a test, for tables in which some rows have tags. */
export interface TagOptions {
  readonly tags?: string | string[];
}

/** Options of a long test that has its turn every other day. */
export const EVEN_DAYS: TagOptions = { tags: ["long", "even-days"] };
export const ODD_DAYS: TagOptions = { tags: ["long", "odd-days"] };
