import { optionTypeError, unknownOptionError, type OptionLocation } from "@picklejar/core/integration";

/** The names of the tags; each may be several, which mean the same. */
export interface ExpectedFailureTags {
  /**
   * Marks a scenario that must fail.
   * @defaultValue "@tdd_expected_fail"
   */
  readonly expectedFail?: string | readonly string[];
  /**
   * Marks a scenario that belongs to an issue; with `_` and a number after it, says to which. Several are families of their own:
   * `["@tdd_issue", "@tdd_bug"]` allows `@tdd_bug @tdd_bug_991` beside, or in place of, `@tdd_issue @tdd_issue_991`.
   * @defaultValue "@tdd_issue"
   */
  readonly issue?: string | readonly string[];
}

/** The tags that have a meaning, with their `@`. */
export interface TagVocabulary {
  readonly expectedFail: readonly [string, ...string[]];
  /** Each name stands for itself, and for itself with `_<N>` after it. */
  readonly issue: readonly [string, ...string[]];
}

const DEFAULTS = { expectedFail: "@tdd_expected_fail", issue: "@tdd_issue" } as const;

/**
 * Fills in and checks the option `tags`.
 *
 * @throws TypeError for a name that is no tag, or an option that does not exist
 */
export function resolveTagVocabulary(tags: unknown, place: OptionLocation): TagVocabulary {
  if (tags !== undefined && !isObject(tags)) throw optionTypeError(place, "tags", "an object", tags);
  const given = new Map<string, unknown>(Object.entries(tags ?? {}));
  const within = { ...place, prefix: `${place.prefix}tags.` };
  for (const name of given.keys()) {
    if (!Object.hasOwn(DEFAULTS, name)) throw unknownOptionError(within, name, Object.keys(DEFAULTS));
  }
  return {
    expectedFail: resolveNames(within, "expectedFail", given.get("expectedFail") ?? DEFAULTS.expectedFail),
    issue: resolveNames(within, "issue", given.get("issue") ?? DEFAULTS.issue),
  };
}

function resolveNames(place: OptionLocation, option: string, value: unknown): readonly [string, ...string[]] {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  const [first, ...others] = names.filter((name): name is string => typeof name === "string" && /^@[^@\s]+$/.test(name));
  if (first !== undefined && others.length === names.length - 1) return [first, ...others];
  throw optionTypeError(place, option, 'a tag such as "@known_bug", or a list of them', value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
