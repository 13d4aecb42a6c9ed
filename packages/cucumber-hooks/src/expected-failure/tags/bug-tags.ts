import type { TagVocabulary } from "./tag-vocabulary.js";

/** The tags of a scenario by meaning, right or wrong, without repetition. */
export interface BugTags {
  /** Those that say that it must fail. */
  readonly expectedFail: readonly string[];
  /** `@tdd_issue` and its synonyms. */
  readonly markers: readonly string[];
  /** `@tdd_issue_<N>` and its synonyms. */
  readonly numbered: readonly NumberedTag[];
  /** Numbers of the issues, in the order of the tags. */
  readonly issues: readonly number[];
}

export interface NumberedTag {
  readonly name: string;
  /** The marker that it belongs to. */
  readonly marker: string;
  readonly issue: number;
}

/** Sorts the tags of a scenario, with their `@`, by meaning. */
export function readBugTags(names: readonly string[], vocabulary: TagVocabulary): BugTags {
  const unique = [...new Set(names)];
  const numbered = unique.flatMap((name) => readNumberedTag(name, vocabulary) ?? []);
  return {
    expectedFail: unique.filter((name) => vocabulary.expectedFail.includes(name)),
    markers: unique.filter((name) => vocabulary.issue.includes(name)),
    numbered,
    issues: [...new Set(numbered.map(({ issue }) => issue))],
  };
}

function readNumberedTag(name: string, { issue: markers }: TagVocabulary): NumberedTag | undefined {
  const [, marker = "", digits] = /^(.+)_(\d+)$/.exec(name) ?? [];
  return digits !== undefined && markers.includes(marker) ? { name, marker, issue: Number(digits) } : undefined;
}
