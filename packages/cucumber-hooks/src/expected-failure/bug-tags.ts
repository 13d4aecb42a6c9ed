import type { TagVocabulary } from "./tag-vocabulary.js";

/** What the tags of a scenario say, whether they say it rightly or not. */
export interface BugTags {
  /** Those that say that it must fail, without repetition; empty for most scenarios. */
  readonly expectedFail: readonly string[];
  /** `@tdd_issue` and its equals, without repetition. */
  readonly markers: readonly string[];
  /** `@tdd_issue_<N>` and its equals, without repetition. */
  readonly numbered: readonly NumberedTag[];
  /** The numbers of the issues, without repetition, as they come. */
  readonly issues: readonly number[];
}

export interface NumberedTag {
  readonly name: string;
  /** The marker that it belongs to. */
  readonly marker: string;
  readonly issue: number;
}

/** Sorts the tags of a scenario, given with their `@`, by what they mean. */
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
