import { warnOnce } from "../../errors/warn.js";

/** A part of a suite. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  /** How many there are. */
  readonly total: number;
}

/**
 * Finds which part of a suite a test runner was asked for: by `PICKLEJAR_SHARD`, otherwise by `--shard 1/4` or `--shard=1/4` among its arguments, as
 * all runners that have shards spell it. A shard that only the runner's configuration names is not known. Warns of a variable that names none.
 */
export function findShard(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Shard | undefined {
  const { PICKLEJAR_SHARD: named = "" } = environment;
  if (named === "") return parseShard(findArgument(words));
  const shard = parseShard(named);
  if (shard === undefined)
    warnOnce(
      "PICKLEJAR_SHARD",
      `PICKLEJAR_SHARD: expected a shard such as 2/4, got ${JSON.stringify(named)}. Its summary names no shard, so \`picklejar merge\` will miss one.`,
    );
  return shard;
}

/** The last one counts, as for the runners. */
function findArgument(words: readonly string[]): string | undefined {
  const at = words.findLastIndex((word) => word === "--shard" || word.startsWith("--shard="));
  return words[at] === "--shard" ? words[at + 1] : words[at]?.slice("--shard=".length);
}

/** Gives the shard that `2/4` means; `undefined` for what means none. */
export function parseShard(text: string | undefined): Shard | undefined {
  const [, index = 0, total = 0] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text ?? "") ?? []).map(Number);
  return index >= 1 && index <= total ? { index, total } : undefined;
}
