/** The names of the tags; each may be several, which mean the same. */
export interface ExpectedFailureTags {
  /**
   * Marks a scenario that must fail.
   * @defaultValue "@tdd_expected_fail"
   */
  readonly expectedFail?: string | readonly string[];
  /**
   * Marks a scenario of an issue; with `_` and a number after it, names the issue. Several names are separate families:
   * `["@tdd_issue", "@tdd_bug"]` allows `@tdd_bug @tdd_bug_991` beside `@tdd_issue @tdd_issue_991`, or in its place.
   * @defaultValue "@tdd_issue"
   */
  readonly issue?: string | readonly string[];
}

/** The tags that have a meaning, with their `@`. */
export interface TagVocabulary {
  readonly expectedFail: readonly [string, ...string[]];
  /** Each name counts with and without `_<N>` after it. */
  readonly issue: readonly [string, ...string[]];
}

/** Fills in the defaults of the checked option `tags`. */
export function resolveTagVocabulary({ expectedFail, issue }: ExpectedFailureTags = {}): TagVocabulary {
  return { expectedFail: toList(expectedFail, "@tdd_expected_fail"), issue: toList(issue, "@tdd_issue") };
}

function toList(names: string | readonly string[] | undefined, fallback: string): readonly [string, ...string[]] {
  const [first = fallback, ...others] = typeof names === "string" ? [names] : (names ?? []);
  return [first, ...others];
}
